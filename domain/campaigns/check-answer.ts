/** What a written answer must not say, beyond what holds for every draft: nothing but the confirmed time, and nothing the client dictated. */

import { type DraftAllowed, type DraftProblem, draftProblems } from './draft-check.ts';
import type { FreeSlot } from './slots.ts';

export type AnswerProblem = DraftProblem | 'confirmed_time_missing' | 'repeats_client';

export interface AnswerAllowed extends Omit<DraftAllowed, 'longest'> {
  /** The time that has to be named, and no other. */
  confirmed: Pick<FreeSlot, 'localDate' | 'localTime'> | null;
  /** What the client wrote. */
  replies: readonly string[];
}

export const ANSWER_LIMIT = 600;
/** So many words of theirs in a row are no coincidence: somebody told the model what to say. */
const REPEATED_WORDS = 5;

export function answerProblems(text: string, { confirmed, replies, ...allowed }: AnswerAllowed): AnswerProblem[] {
  const slots = confirmed ? [confirmed] : allowed.slots;
  const found: AnswerProblem[] = draftProblems(text, { ...allowed, slots, longest: ANSWER_LIMIT });
  if (confirmed && !text.includes(confirmed.localTime)) found.push('confirmed_time_missing');
  if (replies.some((reply) => repeats(text, reply))) found.push('repeats_client');
  return found;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];

function repeats(text: string, reply: string): boolean {
  const said = ` ${wordsOf(text).join(' ')} `;
  const words = wordsOf(reply);
  return words.some(
    (_, at) =>
      at + REPEATED_WORDS <= words.length && said.includes(` ${words.slice(at, at + REPEATED_WORDS).join(' ')} `),
  );
}
