/** Puts a message into another language, as far as it was said in the stand-in's own phrases; the rest stays as it is. */

import { TEMPLATES } from '../../domain/campaigns/templates.ts';
import type { Facts } from './facts.ts';
import { type Language, LANGUAGES } from './language.ts';
import { PHRASES, type Phrases } from './phrases.ts';

const MARK = '\uE000';
const DIGITS = 7_777_777;

const escaped = (literal: string): string => literal.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);

type Say = (words: string, number: number) => string;

/** Every phrase of one kind as a function of its words and its number. */
function sayings(phrases: Phrases): Say[][] {
  const { reason, reasonWithoutService, staff, slots, discount, close, answer } = phrases;
  return [
    reason.map((say): Say => say),
    reasonWithoutService.map(
      (say): Say =>
        (_words, number) =>
          say(number),
    ),
    staff.map((say): Say => say),
    slots.map((say): Say => say),
    discount.map(
      (say): Say =>
        (_words, number) =>
          say(number),
    ),
    close
      .filter((words) => words !== '')
      .map(
        (words): Say =>
          () =>
            words,
      ),
    [answer.slots, answer.accepted, () => answer.thanks],
  ];
}

function inOtherPhrases(text: string, from: Language, to: Language): string {
  const ours = sayings(PHRASES[from]);
  const theirs = sayings(PHRASES[to]);
  return ours.reduce((whole, kind, place) => {
    const others: readonly Say[] = theirs[place] ?? [];
    return kind.reduce((left, say, index) => {
      const shape = escaped(say(MARK, DIGITS));
      const parts: readonly string[] = shape.match(new RegExp(`${MARK}|${String(DIGITS)}`, 'g')) ?? [];
      const pattern = shape.replaceAll(MARK, '(.{1,200}?)').replaceAll(String(DIGITS), String.raw`(\d+)`);
      return left.replaceAll(new RegExp(pattern, 'gu'), (_all, ...found: unknown[]) => {
        const word = found[parts.indexOf(MARK)];
        const number = found[parts.indexOf(String(DIGITS))];
        const isNumbered = parts.includes(String(DIGITS));
        // Of the same kind, with a number only where there was one: a translation invents none.
        const fitting = others.filter((one) => one('', DIGITS).includes(String(DIGITS)) === isNumbered);
        const other = fitting[index % Math.max(1, fitting.length)] ?? others[0];
        return other?.(typeof word === 'string' ? word : '', Number(number ?? 0)) ?? '';
      });
    }, whole);
  }, text);
}

function inOtherTemplate(text: string, from: Language, to: Language): string | null {
  for (const template of TEMPLATES.filter(({ language }) => language === from)) {
    const values = new RegExp(`^${escaped(template.body).replaceAll(/\\\{\\\{\d\\\}\\\}/g, '(.*?)')}$`, 'su').exec(
      text,
    );
    const other = TEMPLATES.find(({ name, language }) => name === template.name && language === to);
    if (values && other)
      return other.body.replaceAll(/\{\{(\d)\}\}/g, (_all, place: string) =>
        inOtherPhrases(values[Number(place)] ?? '', from, to),
      );
  }
  return null;
}

const known = (language: string | undefined): Language | undefined =>
  LANGUAGES.find((one) => language?.slice(0, 2).toLowerCase() === one);

export function translate(facts: Facts): string {
  const text = facts.text('text') ?? '';
  const [from, to] = [known(facts.text('from')), known(facts.text('to'))];
  if (!from || !to) return text;
  return inOtherTemplate(text, from, to) ?? inOtherPhrases(text, from, to);
}
