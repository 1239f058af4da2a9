/** What a written answer must not say, beyond what holds for every draft: nothing but the confirmed time, and nothing the client dictated. */

import { type DraftAllowed, type DraftProblem, draftProblems } from './draft-check.ts';
import { repeatsWords } from './repeated-words.ts';
import type { FreeSlot } from './slots.ts';

export type AnswerProblem = DraftProblem | 'confirmed_time_missing' | 'repeats_client';

export interface AnswerAllowed extends Omit<DraftAllowed, 'longest'> {
  /** The time that has to be named, and no other. */
  confirmed: Pick<FreeSlot, 'localDate' | 'localTime'> | null;
  /** What the client wrote. */
  replies: readonly string[];
  /** How the free times read: theirs to name, whoever named them first. */
  labels?: readonly string[];
}

export const ANSWER_LIMIT = 600;

export function answerProblems(
  text: string,
  { confirmed, replies, labels = [], ...allowed }: AnswerAllowed,
): AnswerProblem[] {
  const slots = confirmed ? [confirmed] : allowed.slots;
  const found: AnswerProblem[] = draftProblems(text, { ...allowed, slots, longest: ANSWER_LIMIT });
  if (confirmed && !text.includes(confirmed.localTime)) found.push('confirmed_time_missing');
  if (repeatsWords(text, replies, [...labels, ...allowed.known])) found.push('repeats_client');
  return found;
}
