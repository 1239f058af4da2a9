/** Whether a text reads as the language it should be in: by its script, its letters and its small words. */

import { LANGUAGES, type Language } from './templates.ts';

const CYRILLIC: ReadonlySet<Language> = new Set(['ru', 'uk', 'bg']);

/** Letters that the language does not have, among those that share its script. */
const FOREIGN_LETTERS: Record<Language, RegExp | null> = {
  en: /[ěščřžýáíéúůťďňó]/i,
  cs: null,
  ru: /[іїєґ]/i,
  uk: /[ыэёъ]/i,
  bg: /[ыэёіїєґ]/i,
};

/** Small words that give a language away; where two languages share one, both are counted and neither wins by it. */
const SMALL_WORDS: Record<Language, ReadonlySet<string>> = {
  en: words(
    'the you your yours we us our to and for is are was have has had been with would could will this that these those it in on at of a an from if may might not when what which do does see time',
  ),
  cs: words(
    'se si je jste jsme jsou vás vám vaši vaší vaše váš na od pro že bude budeme máme máte rádi až už nebo tento tato tyto této z ze do a i to po který která které by byste můžeme dní dne možná zase čas u k ve při ale jak náš naše nám nás děkujeme těšíme není',
  ),
  ru: words(
    'вас вам вы ваш ваша вашего вашей мы нас нам это эти этот этого для и с со у к на что как будем будет был была было есть если после уже или не до от в во из прошло дней можем рады снова чтобы но наш чуть же по',
  ),
  uk: words(
    'вас вам ви ваш ваша вашого вашої ми нас нам це ці цей цього для і й та з із зі у до на що як будемо буде був була було є якщо після вже або не від в минуло днів можемо раді знову щоб але наш трохи ж по',
  ),
  bg: words(
    'вас ви ваш вашата вашия вашето ние нас ни това тези този тази за и с със се сме са ще да на от след вече или не до в из минаха дни можем има беше ако отново който която които но ни по е още при как какво вие си би',
  ),
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}’']+/gu) ?? [];

function scoreOf(text: readonly string[], language: Language): number {
  return text.filter((word) => SMALL_WORDS[language].has(word)).length;
}

const isCyrillic = (language: Language): boolean => CYRILLIC.has(language);

/**
 * Plausible, not proven: enough to notice that a model has answered in another language. Names and titles are to be taken
 * out before: they keep their own script.
 */
export function readsAs(text: string, language: Language): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length < 10) return true;
  const own = letters.filter((letter) =>
    isCyrillic(language) ? /\p{Script=Cyrillic}/u.test(letter) : /\p{Script=Latin}/u.test(letter),
  );
  if (own.length / letters.length < 0.9) return false;
  if (FOREIGN_LETTERS[language]?.test(text)) return false;
  const said = wordsIn(text);
  const score = scoreOf(said, language);
  const rivals = LANGUAGES.filter((other) => other !== language && isCyrillic(other) === isCyrillic(language));
  if (rivals.some((other) => scoreOf(said, other) > score)) return false;
  return said.length < 8 || score > 0;
}
