/** Checks a Messages request as the API does, and gives its prompt as text. */

import { ApiError } from './api-error.ts';
import type { Schema } from './instance.ts';

export interface MessageRequest {
  model: string;
  maxTokens: number;
  system: string;
  user: string;
  schema: Schema | undefined;
  /** The text up to the last cache mark, where there is one. */
  cachedPrefix: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (message: string) => new ApiError(400, 'invalid_request_error', message);

/** Families the SDK's type union names; a name beyond them is as unknown as a typing error. */
const MODEL = /^claude-(fable|mythos|haiku|sonnet|opus)-(\d+(-\d+)?|preview)(-\d{8}|-latest)?$/;

function textOf(content: unknown, where: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalid(`${where}: Input should be a valid string or list`);
  return content
    .map((block: unknown, index) => {
      if (!isFields(block)) throw invalid(`${where}.${String(index)}: Input should be an object`);
      if (block['type'] === 'text' && typeof block['text'] === 'string') return block['text'];
      if (block['type'] === 'text') throw invalid(`${where}.${String(index)}.text: Field required`);
      return '';
    })
    .join('\n');
}

function checkedMessages(given: unknown): { role: string; text: string; isMarked: boolean }[] {
  if (!Array.isArray(given)) throw invalid('messages: Field required');
  if (given.length === 0) throw invalid('messages: at least one message is required');
  const messages = given.map((message: unknown, index) => {
    const where = `messages.${String(index)}`;
    if (!isFields(message)) throw invalid(`${where}: Input should be an object`);
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant' && role !== 'system') {
      throw invalid(`${where}.role: Input should be 'user', 'assistant' or 'system'`);
    }
    const text = textOf(content, `${where}.content`);
    if (text.trim() === '') throw invalid(`${where}: user messages must have non-empty content`);
    return { role, text, isMarked: isMarked(content) };
  });
  if (messages.at(-1)?.role === 'assistant') throw invalid('messages: final message must be from the user');
  return messages;
}

const isMarked = (blocks: unknown): boolean =>
  Array.isArray(blocks) && blocks.some((block) => isFields(block) && block['cache_control'] !== undefined);

/** The service compiles the schema: every object must close itself. */
function checkSchema(schema: unknown, where: string): void {
  if (!isFields(schema)) throw invalid(`${where}: Input should be an object`);
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false) {
    throw invalid(`${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  }
  for (const [name, child] of Object.entries(isFields(schema['properties']) ? schema['properties'] : {})) {
    checkSchema(child, `${where}.properties.${name}`);
  }
  if (schema['items'] !== undefined) checkSchema(schema['items'], `${where}.items`);
}

function schemaOf(body: Fields): Schema | undefined {
  const config = body['output_config'];
  if (config === undefined) return undefined;
  const format = isFields(config) ? config['format'] : undefined;
  if (format === undefined || format === null) return undefined;
  if (!isFields(format) || format['type'] !== 'json_schema')
    throw invalid("output_config.format.type: Input should be 'json_schema'");
  checkSchema(format['schema'], 'output_config.format.schema');
  return format['schema'] as Schema;
}

export function readRequest(body: unknown): MessageRequest {
  if (!isFields(body)) throw invalid('The request body is not valid JSON.');
  const { model, max_tokens: maxTokens } = body;
  if (typeof model !== 'string' || model === '') throw invalid('model: Field required');
  if (maxTokens === undefined) throw invalid('max_tokens: Field required');
  if (!Number.isInteger(maxTokens) || (maxTokens as number) < 1)
    throw invalid('max_tokens: Input should be greater than or equal to 1');
  if (body['stream'] === true) throw invalid('stream: the sandbox answers whole messages only');
  const messages = checkedMessages(body['messages']);
  const system = body['system'] === undefined ? '' : textOf(body['system'], 'system');
  if (!MODEL.test(model)) throw new ApiError(404, 'not_found_error', `model: ${model}`);
  const schema = schemaOf(body);
  const marked = messages.findLastIndex((message) => message.isMarked);
  const isCached = body['cache_control'] !== undefined || isMarked(body['system']) || marked !== -1;
  return {
    model,
    maxTokens: maxTokens as number,
    system,
    user: messages.map((message) => message.text).join('\n'),
    schema,
    cachedPrefix: isCached
      ? [system, ...messages.slice(0, marked + 1).map((message) => message.text)].join('\n')
      : undefined,
  };
}
