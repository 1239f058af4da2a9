/** Asks the model for words, checks them, asks once more with what was wrong, and falls back on the product's own. */

import { draftProblems, type DraftAllowed } from '../../domain/campaigns/draft-check.ts';
import { oneLine } from '../../domain/campaigns/draft-words.ts';
import { repeatsWords } from '../../domain/campaigns/repeated-words.ts';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';

/** What a model's answer comes back as; integrations/claude fits. */
export type Answered =
  | { outcome: 'answered'; value: string; usage: Usage }
  | { outcome: 'unusable'; reason: string; usage: Usage };
interface Usage {
  inputTokens: number;
  outputTokens: number;
}

export interface Written extends Usage {
  text: string;
  writtenBy: 'claude' | 'fallback';
  /** Why the model's words were not used, as codes; empty when they were. */
  problems: string[];
}

const TRIES = 2;
/** A short trouble is waited out by the activity's own retries; then people get a plain text instead of none. */
const MOST_ATTEMPTS = 3;
const LONG_WAIT_MS = 30_000;

export async function writeChecked(asked: {
  ask: (problems: string[]) => Promise<Answered>;
  allowed: DraftAllowed;
  /** What the client has written before: the model may know it, and may not repeat it. */
  theirWords: readonly string[];
  /** How the free times read. */
  labels: readonly string[];
  fallback: string;
  /** Of the activity, from 1. */
  attempt: number;
}): Promise<Written> {
  const used = { inputTokens: 0, outputTokens: 0 };
  let problems: string[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    let answer: Answered;
    try {
      answer = await asked.ask(problems);
    } catch (error) {
      const away = awayCode(error, asked.attempt);
      if (away === null) throw error;
      return { ...used, text: asked.fallback, writtenBy: 'fallback', problems: [...problems, away] };
    }
    used.inputTokens += answer.usage.inputTokens;
    used.outputTokens += answer.usage.outputTokens;
    if (answer.outcome === 'answered') {
      const text = oneLine(answer.value);
      problems = draftProblems(text, asked.allowed);
      if (repeatsWords(text, asked.theirWords, [...asked.labels, ...asked.allowed.known]))
        problems.push('repeats_client');
      if (problems.length === 0) return { ...used, text, writtenBy: 'claude', problems: [] };
    } else problems = [answer.reason];
  }
  return { ...used, text: asked.fallback, writtenBy: 'fallback', problems };
}

/** Null: try the whole step again. Refused for good (a wrong key, a spend limit) and a long absence are not waited for. */
function awayCode(error: unknown, attempt: number): string | null {
  if (error instanceof RuleBroken) return 'model_refused';
  if (!(error instanceof Unavailable)) return null;
  return attempt >= MOST_ATTEMPTS || (error.retryAfterMs ?? 0) >= LONG_WAIT_MS ? 'model_away' : null;
}
