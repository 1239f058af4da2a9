/** Reads a list of the platform row by row: what cannot be read is set aside with its reason, and the rest goes on. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Unavailable } from '../../../domain/errors.ts';
import { type Misfit, type PlatformPage, unnamed } from '../../../domain/sync/platform.ts';
import type { Answer } from './requests.ts';
import * as shapes from './shapes.ts';
import * as translate from './translate.ts';

const meta = z.object({ total_count: z.coerce.number().optional(), count: z.coerce.number().optional() });

function totalOf(answer: Answer): number | null {
  const parsed = meta.safeParse(answer.meta);
  return parsed.success ? (parsed.data.total_count ?? parsed.data.count ?? null) : null;
}

function listOf(data: unknown): unknown[] {
  if (Array.isArray(data)) return data;
  throw new Unavailable('booking', 'odd_answer');
}

/** The same row has the same name on whichever page it comes; two that are not the same have two. */
const fingerprint = (payload: unknown): string =>
  createHash('sha256').update(JSON.stringify(payload)).digest('hex').slice(0, 16);

/** Reads every row for itself: one that will not do is set aside with its reason, and the rest goes on. */
export function pageOf<Shape extends z.ZodType, Row>(
  answer: Answer,
  shape: Shape,
  translated: (row: z.infer<Shape>) => Row | null,
  idIn = 'id',
): PlatformPage<Row> {
  const list = listOf(answer.data);
  const rows: Row[] = [];
  const misfits: Misfit[] = [];
  const ids: string[] = [];
  list.forEach((payload) => {
    const named = z.object({ [idIn]: shapes.id }).safeParse(payload);
    const externalId = (named.success ? named.data[idIn] : undefined) ?? unnamed(fingerprint(payload));
    ids.push(externalId);
    const parsed = shape.safeParse(payload);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      misfits.push({ externalId, reason: `${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'invalid'}`, payload });
      return;
    }
    try {
      const row = translated(parsed.data);
      if (row !== null) rows.push(row);
    } catch (error) {
      if (!(error instanceof translate.Unreadable)) throw error;
      misfits.push({ externalId, reason: `${error.message}: unreadable`, payload });
    }
  });
  const rawOf = (externalId: string): unknown => list[ids.indexOf(externalId)];
  return {
    rows,
    misfits,
    ids,
    rawOf,
    received: list.length,
    total: totalOf(answer),
    platformTime: answer.platformTime,
  };
}
