/** Telegram's HTML: plain words made safe, and cut before they are escaped so that no tag or entity is ever cut. */

/** Control characters and what turns the reading direction round: a hostile name must not rearrange the card. */
const UNSAFE = /[\p{Cc}\p{Surrogate}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

export const escapeHtml = (plain: string): string =>
  plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** At most `limit` UTF-16 units, cut between code points, with an ellipsis where something is missing. */
export function shortened(plain: string, limit: number): string {
  if (plain.length <= limit) return plain;
  if (limit <= 0) return '';
  const cut = plain.slice(0, limit - 1);
  // A high surrogate at the end has lost its other half.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** One line of somebody's words. */
export const oneLine = (words: string, limit: number): string =>
  shortened(
    words
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .replaceAll(UNSAFE, '')
      .trim(),
    limit,
  );

/** Several lines of somebody's words, their line breaks kept. */
export const manyLines = (words: string, limit: number): string =>
  shortened(
    words
      .replaceAll('\r\n', '\n')
      .split('\n')
      .map((line) => line.replaceAll('\t', ' ').replaceAll(UNSAFE, ''))
      .join('\n')
      .trim(),
    limit,
  );
