/** Recognises secrets that protect nothing: short, repeated, counted up, or copied from an example. */

const MIN_KEY_CHARACTERS = 32;
const MIN_KEY_DISTINCT = 8;
const MIN_PASSWORD_CHARACTERS = 12;
const MIN_PASSWORD_DISTINCT = 5;

/** Words that examples put where a value belongs. */
const PLACEHOLDER =
  /change[-_ ]?(me|this|it)|replace[-_ ]?(me|this|with)|your[-_ ]|placeholder|insert[-_ ]|^<.*>$|^(x{3,}|\.{3,}|…+|todo|fixme|none|null|undefined|example|secret|password|token|key)$/i;
const WEAK_IN_KEY = /secret|password|passw0rd|example|default|insecure|qwerty|letmein/i;
const WEAK_PASSWORDS = /^(passw[o0]rd|qwerty|letmein|welcome|admin(istrator)?|iloveyou|reprise|owner)[\d!@#$.]*$/i;

export function placeholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim());
}

/** Why `text` is no key, or nothing. Never quotes the text. */
export function weakKey(text: string): string | undefined {
  if (text.length < MIN_KEY_CHARACTERS) {
    return `is too short: ${String(MIN_KEY_CHARACTERS)} characters at least (openssl rand -hex 32)`;
  }
  if (placeholder(text) || WEAK_IN_KEY.test(text)) return 'is a known weak value (make one: openssl rand -hex 32)';
  if (new Set(text).size < MIN_KEY_DISTINCT || isRepeated(text) || isCountedUp(text)) {
    return 'is too regular to be random (make one: openssl rand -hex 32)';
  }
  return undefined;
}

export function weakPassword(text: string): string | undefined {
  if (text.length < MIN_PASSWORD_CHARACTERS) {
    return `is too short: ${String(MIN_PASSWORD_CHARACTERS)} characters at least`;
  }
  if (placeholder(text) || WEAK_PASSWORDS.test(text)) return 'is among the first that anybody would try';
  if (new Set(text).size < MIN_PASSWORD_DISTINCT || isRepeated(text) || isCountedUp(text)) {
    return 'is too regular: repeated or counted-up characters';
  }
  return undefined;
}

/** A block of at most a third of the text, again and again: `abcabcabc…`. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 3; length += 1) {
    if (
      text ===
      text
        .slice(0, length)
        .repeat(Math.ceil(text.length / length))
        .slice(0, text.length)
    )
      return true;
  }
  return false;
}

/** `abcdefgh…`, `98765…`: nearly every character is the neighbour of the one before. */
function isCountedUp(text: string): boolean {
  let neighbours = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (Math.abs(text.charCodeAt(index) - text.charCodeAt(index - 1)) === 1) neighbours += 1;
  }
  return neighbours >= (text.length - 1) * 0.7;
}
