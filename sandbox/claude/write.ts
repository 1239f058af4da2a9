/** Writes a draft from the facts of a prompt: the reason, real free times, the discount; never more than it was told. */

import type { Facts } from './facts.ts';
import { languageOf } from './language.ts';
import { PHRASES } from './phrases.ts';
import { listed, slotsOf } from './slots.ts';
import { understand } from './understand.ts';

const LIMIT = 480;
const SHORTER = /short|brief|короче|кратк|krat|stručn|коротше|стисл|по-кратк/i;
const WITHOUT_DISCOUNT = /(no|without|drop|remove)\b.*discount|без скидк|bez slev|без знижк|без отстъп/i;

/** The same prompt gives the same words; another one other words. */
export function createPicker(text: string) {
  let state = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return <Item>(items: readonly Item[]): Item => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const item = items[Math.floor((state / 4_294_967_296) * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
}

/** One line, however the facts were written: template variables may hold no line break. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function serviceOf(facts: Facts): string | undefined {
  const given = facts.find('serviceTitle', 'service', 'serviceName', 'lastService');
  if (typeof given === 'string') return oneLine(given);
  const title =
    typeof given === 'object' && given !== null
      ? ((given as Record<string, unknown>)['title'] ?? (given as Record<string, unknown>)['name'])
      : undefined;
  return typeof title === 'string' ? oneLine(title) : undefined;
}

export function writePersonalPart(facts: Facts, prompt: string): string {
  const language = languageOf(facts);
  const phrases = PHRASES[language];
  const pick = createPicker(prompt);
  const instruction = facts.text('instruction', 'wish', 'moderatorInstruction', 'rewrite', 'change') ?? '';
  const service = serviceOf(facts);
  const days = facts.number('daysSince', 'daysSinceLastVisit', 'days') ?? 30;
  const staff = facts.text('favouriteStaff', 'favoriteStaff', 'staffName', 'staff', 'master');
  const slots = slotsOf(facts, language);
  const percent = facts.number('discountPercent', 'discount', 'discountOffered') ?? 0;

  const reason = service === undefined ? pick(phrases.reasonWithoutService)(days) : pick(phrases.reason)(service, days);
  const parts = [
    reason,
    staff === undefined || SHORTER.test(instruction) ? '' : pick(phrases.staff)(oneLine(staff)),
    slots.length === 0 ? '' : pick(phrases.slots)(listed(slots)),
    percent > 0 && !WITHOUT_DISCOUNT.test(instruction) ? pick(phrases.discount)(percent) : '',
    SHORTER.test(instruction) ? '' : pick(phrases.close),
  ].filter((part) => part !== '');
  // Too long for its place: the courtesies go first, never the times or the discount.
  while (oneLine(parts.join(' ')).length > LIMIT && parts.length > 1) parts.splice(parts.length > 3 ? 1 : 0, 1);
  return oneLine(parts.join(' ')).slice(0, LIMIT);
}

/** An answer in a running dialogue. */
export function writeAnswer(facts: Facts): string {
  const { slot, language } = understand(facts);
  const { answer } = PHRASES[language];
  if (slot) return answer.accepted(slot.label);
  const slots = slotsOf(facts, language);
  return slots.length > 0 ? answer.slots(listed(slots)) : answer.thanks;
}
