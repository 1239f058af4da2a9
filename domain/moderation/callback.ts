/** What a button of the moderation bot says when pressed: a letter and a key, never anything about a person. */

export const CALLBACK_LIMIT_BYTES = 64;

/** Reasons for a rejection that take one tap. */
export const QUICK_REASONS = ['wrong_tone', 'wrong_facts', 'too_long', 'wrong_person'] as const;
export type QuickReason = (typeof QUICK_REASONS)[number];

export type Press =
  | {
      press: 'approve' | 'reject' | 'edit' | 'rewrite' | 'rewrite_now' | 'explain';
      key: string;
      version: number | null;
    }
  | { press: 'quick_reason'; key: string; reason: QuickReason }
  | { press: 'more'; companyId: number };

const LETTERS = { approve: 'a', reject: 'r', edit: 'e', rewrite: 'w', rewrite_now: 'n', explain: 'o' } as const;
const KEY = /^[0-9a-f]{32}$/;

/** `<letter>:<key>:<version>`: the version the person sees, so that a card that lagged behind approves nothing unseen. */
export function callbackData(press: Press): string {
  switch (press.press) {
    case 'more':
      return `m:${String(press.companyId)}`;
    case 'quick_reason':
      return `q${String(QUICK_REASONS.indexOf(press.reason))}:${press.key}`;
    default:
      return `${LETTERS[press.press]}:${press.key}${press.version === null ? '' : `:${String(press.version)}`}`;
  }
}

/** Null for anything that is not ours: old buttons and hostile clients may send whatever they like. */
export function parseCallback(data: string): Press | null {
  const [letter = '', key = '', version, ...rest] = data.split(':');
  if (rest.length > 0) return null;
  if (letter === 'm') return version === undefined && isWhole(key) ? { press: 'more', companyId: Number(key) } : null;
  if (!KEY.test(key)) return null;
  const reason = /^q\d$/.test(letter) ? QUICK_REASONS[Number(letter[1])] : undefined;
  if (reason) return version === undefined ? { press: 'quick_reason', key, reason } : null;
  const [press] = Object.entries(LETTERS).find(([, known]) => known === letter) ?? [];
  if (!press || (version !== undefined && !isWhole(version))) return null;
  return { press: press as keyof typeof LETTERS, key, version: version === undefined ? null : Number(version) };
}

const isWhole = (digits: string): boolean => /^[1-9]\d{0,8}$/.test(digits);
