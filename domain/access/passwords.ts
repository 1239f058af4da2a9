/** What a password must be like. Length is what protects; the list only stops what everybody tries first. */

export const MIN_PASSWORD_LENGTH = 12;
/** Longer ones only cost time: argon2 reads all of it. */
export const MAX_PASSWORD_LENGTH = 200;

const TRIED_FIRST = ['password', 'qwerty', 'letmein', 'changeme', 'welcome', 'reprise', 'administrator', '123456'];

export type PasswordProblem = 'too_short' | 'too_long' | 'contains_email' | 'easily_guessed';

export function passwordProblem(password: string, email: string): PasswordProblem | null {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD_LENGTH) return 'too_short';
  if (length > MAX_PASSWORD_LENGTH) return 'too_long';
  const lower = password.toLowerCase();
  const local = email.toLowerCase().split('@')[0] ?? '';
  if (local.length >= 4 && lower.includes(local)) return 'contains_email';
  if (new Set(lower).size < 5) return 'easily_guessed';
  // What is left without the well-known word must still be long enough to stand alone.
  const rest = TRIED_FIRST.reduce((text, word) => text.replaceAll(word, ''), lower);
  return rest.length < MIN_PASSWORD_LENGTH / 2 ? 'easily_guessed' : null;
}
