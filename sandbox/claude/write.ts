/** Writes a draft from the facts of a prompt: the reason, real free times, the discount; never more than it was told. */

import type { Facts } from './facts.ts';
import { languageOf } from './language.ts';
import { PHRASES } from './phrases.ts';
import { listed, slotsOf } from './slots.ts';
import { understand } from './understand.ts';

const LIMIT = 400;
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
  const instruction = facts.text('instruction', 'wish') ?? '';
  // Told what was wrong with the last try, the safest answer is a plainer one.
  const isPlain = SHORTER.test(instruction) || facts.list('problems').length > 0;
  const service = serviceOf(facts);
  const days = facts.number('daysSinceVisit', 'daysSince', 'daysSinceLastVisit', 'days') ?? 30;
  const staff = facts.text('favouriteStaff', 'favoriteStaff', 'favouriteMaster');
  const slots = slotsOf(facts, language);
  const percent = facts.number('discountPercent', 'discount', 'discountOffered') ?? 0;

  const reason = service === undefined ? pick(phrases.reasonWithoutService)(days) : pick(phrases.reason)(service, days);
  const parts = [
    reason,
    staff === undefined || isPlain ? '' : pick(phrases.staff)(oneLine(staff)),
    slots.length === 0 ? '' : pick(phrases.slots)(listed(slots)),
    percent > 0 && !WITHOUT_DISCOUNT.test(instruction) ? pick(phrases.discount)(percent) : '',
    isPlain ? '' : pick(phrases.close),
  ].filter((part) => part !== '');
  // Too long for its place: the courtesies go first, never the times or the discount.
  while (oneLine(parts.join(' ')).length > LIMIT && parts.length > 1) parts.splice(parts.length > 3 ? 1 : 0, 1);
  return oneLine(parts.join(' ')).slice(0, LIMIT);
}

/** An answer in a running dialogue, in the language the prompt asks for. */
export function writeAnswer(facts: Facts): string {
  const language = languageOf(facts);
  const { answer } = PHRASES[language];
  const slots = slotsOf(facts, language);
  const confirmed = labelOf(facts.find('confirmedSlot')) ?? understand(facts).slot?.label;
  if (confirmed !== undefined) return answer.accepted(confirmed);
  return slots.length > 0 ? answer.slots(listed(slots)) : answer.thanks;
}

function labelOf(slot: unknown): string | undefined {
  if (typeof slot === 'string') return slot;
  const label = typeof slot === 'object' && slot !== null && 'label' in slot ? slot.label : undefined;
  return typeof label === 'string' ? label : undefined;
}
