/** What an error code says about the whole account: whether it pauses the number, is a ban, and which of two pauses holds. */

export type TroubleKind =
  | 'credentials'
  | 'permission'
  | 'ban'
  | 'spam_limit'
  | 'payment'
  | 'registration'
  | 'enforcement'
  | 'country';

export interface Trouble {
  kind: TroubleKind;
  /** Whatever else is queued would die of the same. Otherwise people are only told. */
  pauses: boolean;
  isBan: boolean;
}

/** contracts/whatsapp.md, 6. None of these passes by itself at a known time, so a person resumes. */
const KINDS: Record<TroubleKind, readonly number[]> = {
  credentials: [0, 190],
  permission: [3, 10, 131005],
  ban: [368, 131031],
  spam_limit: [131048],
  payment: [131042, 134011],
  registration: [131037, 131045, 133010],
  // Lifted when Meta's enforcement period is over, whose end only a webhook tells.
  enforcement: [131063, 131064],
  // Only people of one country are out of reach; the others still are not.
  country: [130497],
};
const BY_CODE = new Map<number, TroubleKind>(
  Object.entries(KINDS).flatMap(([kind, codes]) => codes.map((code) => [code, kind as TroubleKind] as const)),
);

export function troubleOf(code: number): Trouble | null {
  const kind = code >= 200 && code <= 299 ? 'permission' : BY_CODE.get(code);
  return kind === undefined ? null : { kind, pauses: kind !== 'country', isBan: kind === 'ban' };
}

export interface Pause {
  /** null: until a person resumes. */
  until: Date | null;
}

/** A pause that holds longer replaces one that holds; of two alike the first one's reason stays. */
export function replacesPause(now: Pause | null, next: Pause, at: Date): boolean {
  if (now === null || (now.until !== null && now.until <= at)) return true;
  if (now.until === null) return false;
  return next.until === null || next.until > now.until;
}

/** Many failures of one kind in an hour: nobody is stopped for it, and somebody should look. */
export function isErrorBurst(failed: number, tried: number): boolean {
  return failed >= 10 && failed * 2 >= tried;
}

export const UNLIMITED_TIER = 2_000_000_000;

/** `TIER_2K`, `TIER_UNLIMITED`, 2000 or -1, as Meta's webhooks write it; null: nothing that could be read. */
export function tierOf(told: unknown): number | null {
  if (typeof told === 'number')
    return told === -1 ? UNLIMITED_TIER : Number.isSafeInteger(told) && told > 0 ? told : null;
  if (typeof told !== 'string') return null;
  if (/^(TIER_)?UNLIMITED$/.test(told)) return UNLIMITED_TIER;
  const parts = /^(?:TIER_)?(\d{1,9})(K?)$/.exec(told);
  const count = parts ? Number(parts[1]) * (parts[2] === 'K' ? 1_000 : 1) : 0;
  return count > 0 ? Math.min(count, UNLIMITED_TIER) : null;
}
