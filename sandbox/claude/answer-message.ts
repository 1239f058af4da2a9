/** Makes the message that Claude would send: the text in the asked shape, wrong in the ordered way, with plausible usage. */

import { createHash, randomBytes } from 'node:crypto';
import { readFacts } from './facts.ts';
import { fillSchema } from './instance.ts';
import { hostileOrder, obey } from './obedient.ts';
import type { MessageRequest } from './read-request.ts';
import { wordsOf } from './understand.ts';
import { writeAnswer, writePersonalPart } from './write.ts';

/** Below this many tokens nothing is cached, and nothing says so. */
const SMALLEST_CACHE_TOKENS = 1024;

/** About four Latin letters or two and a half Cyrillic ones to a token. */
function tokensOf(text: string): number {
  const beyondAscii = text.replaceAll(/[\0-\u007f]/g, '').length;
  return Math.max(1, Math.ceil((text.length - beyondAscii) / 4 + beyondAscii / 2.5));
}

function answerTo(request: MessageRequest, isObedient: boolean): string {
  const facts = readFacts(`${request.system}\n${request.user}`);
  if (request.schema) return JSON.stringify(fillSchema(request.schema, facts, request.user, isObedient));
  const draft = wordsOf(facts) === '' ? writePersonalPart(facts, request.user) : writeAnswer(facts);
  const order = isObedient ? hostileOrder(facts) : undefined;
  return order ? obey(order, draft) : draft;
}

/** What the caller gets to read, and why it ended; `bad` is the kind of wrong answer that was ordered. */
function spoilt(whole: string, bad: string | undefined, maxTokens: number): { text: string; stopReason: string } {
  if (bad === 'refusal') return { text: '', stopReason: 'refusal' };
  if (bad === 'invalid_json') return { text: `Sure! Here it is: ${whole}`, stopReason: 'end_turn' };
  if (bad === 'wrong_shape') return { text: '{"unexpected":true}', stopReason: 'end_turn' };
  if (bad !== 'cut_off' && tokensOf(whole) <= maxTokens) return { text: whole, stopReason: 'end_turn' };
  const kept = Math.max(1, Math.min(Math.floor(whole.length / 2), maxTokens * 3));
  return { text: whole.slice(0, kept), stopReason: 'max_tokens' };
}

/** `cached` holds the prefixes seen so far. */
function usageOf(request: MessageRequest, answer: string, cached: Set<string>) {
  const whole = tokensOf(request.system) + tokensOf(request.user);
  const prefix = request.cachedPrefix ?? '';
  const prefixTokens = prefix === '' ? 0 : tokensOf(prefix);
  const isCacheable = prefixTokens >= SMALLEST_CACHE_TOKENS;
  const key = createHash('sha256').update(`${request.model}\n${prefix}`).digest('hex');
  const isHit = isCacheable && cached.has(key);
  if (isCacheable) cached.add(key);
  const written = isCacheable && !isHit ? prefixTokens : 0;
  return {
    input_tokens: isCacheable ? Math.max(1, whole - prefixTokens) : whole,
    output_tokens: tokensOf(answer),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: isHit ? prefixTokens : 0,
    cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: 'standard',
    speed: 'standard',
    inference_geo: null,
  };
}

export function answerMessage(
  request: MessageRequest,
  { isObedient, bad, cached }: { isObedient: boolean; bad: string | undefined; cached: Set<string> },
) {
  const { text, stopReason } = spoilt(answerTo(request, isObedient), bad, request.maxTokens);
  return {
    text,
    message: {
      id: `msg_01${randomBytes(11).toString('hex')}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: text === '' ? [] : [{ type: 'text', text, citations: null }],
      stop_reason: stopReason,
      stop_sequence: null,
      stop_details: stopReason === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null,
      container: null,
      diagnostics: null,
      usage: usageOf(request, text, cached),
    },
  };
}
