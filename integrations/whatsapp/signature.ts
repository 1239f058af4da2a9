/** Whether a webhook really comes from Meta: HMAC-SHA256 over the raw bytes with the app's secret. */

import { createHmac, timingSafeEqual } from 'node:crypto';

/** `body` must be the bytes as they came: Meta escapes what a parser would unescape. Without a secret nothing is believed. */
export function isSignedByMeta(body: Buffer, header: string | undefined, appSecret: string | null): boolean {
  if (!appSecret || !header) return false;
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
  if (given === undefined) return false;
  const expected = createHmac('sha256', appSecret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
