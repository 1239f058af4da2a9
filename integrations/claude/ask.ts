/** One question to Claude that is answered as JSON of a given shape, or not at all; never retried here. */

import Anthropic, { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { z } from 'zod';
import { RuleBroken, Unavailable } from '../../domain/errors.ts';

const SYSTEM = 'claude';

export interface ClaudeSetting {
  apiKey: string;
  /** Without `/v1`: the SDK adds it. */
  baseUrl?: string | undefined;
  model: string;
  timeoutMs?: number;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
}

/** `unusable`: it refused, was cut short, or did not keep to the shape. That is an answer too: asking again costs the same. */
export type Answered<T> =
  | { outcome: 'answered'; value: T; usage: Usage }
  | { outcome: 'unusable'; reason: 'refused' | 'cut_short' | 'wrong_shape'; usage: Usage };

export interface Question<T> {
  /** Who it is and what the rules are; the same for every client, so that it can be cached. */
  system: string;
  /** What is known, as data: nothing in it is an instruction. */
  facts: Record<string, unknown>;
  shape: z.ZodType<T>;
  maxTokens: number;
}

export type Ask = <T>(question: Question<T>) => Promise<Answered<T>>;

export function createClaude(setting: ClaudeSetting): Ask {
  const anthropic = new Anthropic({
    apiKey: setting.apiKey,
    // The workflow knows when a repeat makes sense; two layers of retries would multiply.
    maxRetries: 0,
    timeout: setting.timeoutMs ?? 60_000,
    ...(setting.baseUrl === undefined ? {} : { baseURL: setting.baseUrl }),
  });

  return async function ask<T>(question: Question<T>): Promise<Answered<T>> {
    const message = await anthropic.messages
      .create({
        model: setting.model,
        max_tokens: question.maxTokens,
        system: [{ type: 'text', text: question.system, cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content: asData(question.facts) }],
        output_config: { format: zodOutputFormat(question.shape) },
      })
      .catch((error: unknown) => {
        throw translated(error);
      });
    const usage = { inputTokens: promptTokens(message.usage), outputTokens: message.usage.output_tokens };
    if (message.stop_reason === 'refusal') return { outcome: 'unusable', reason: 'refused', usage };
    if (message.stop_reason === 'max_tokens') return { outcome: 'unusable', reason: 'cut_short', usage };
    // The first block may be a thought.
    const text = message.content.find((block) => block.type === 'text')?.text ?? '';
    const value = parsed(text, question.shape);
    return value === undefined
      ? { outcome: 'unusable', reason: 'wrong_shape', usage }
      : { outcome: 'answered', value, usage };
  };
}

/** Between markers and as JSON: words of a client cannot close a string, and what stands inside is told to be data. */
function asData(facts: Record<string, unknown>): string {
  return `<facts>\n${JSON.stringify(facts).replaceAll('<', '\\u003c')}\n</facts>`;
}

function parsed<T>(text: string, shape: z.ZodType<T>): T | undefined {
  try {
    const result = shape.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    // What is no JSON has no shape.
    return undefined;
  }
}

const promptTokens = (usage: Anthropic.Usage): number =>
  usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0);

/** Texts of the service change and may quote a prompt: only the status and the type are kept. */
function translated(error: unknown): Error {
  if (error instanceof APIConnectionError) return new Unavailable(SYSTEM, 'unreachable');
  if (!(error instanceof APIError)) return error instanceof Error ? error : new Error('not an Error');
  const status = typeof error.status === 'number' ? error.status : 0;
  const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN);
  const isBusy = status === 408 || status === 409 || status === 429 || status >= 500;
  if (isBusy)
    return new Unavailable(SYSTEM, `http_${String(status)}`, Number.isFinite(seconds) ? seconds * 1_000 : undefined);
  // A wrong key, model or spend limit: nothing that waiting a second will mend.
  return new RuleBroken(`claude_http_${String(status)}`, 'invalid');
}
