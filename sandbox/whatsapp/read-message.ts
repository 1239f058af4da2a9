/** Reads a send request strictly, as the Graph API does, into what would land on the phone. */

import { GraphError } from './graph-error.ts';
import {
  isFields,
  listOf,
  oneOf,
  optionalString,
  requiredFields,
  requiredString,
  type Fields,
} from './read-request.ts';
import type { Account, ReplyButton } from './state.ts';
import { fillTemplate } from './template-message.ts';
import type { Template } from './templates.ts';

const TEXT_LIMIT = 4096;
const KEY_LIMIT = 512;
const TYPES = ['text', 'template', 'interactive'] as const;
/** Valid elsewhere, but nothing that Reprise sends: the stand-in says so instead of pretending. */
const OTHER_TYPES = ['audio', 'contacts', 'document', 'image', 'location', 'reaction', 'sticker', 'video'];

export interface Outgoing {
  input: string;
  waId: string;
  kind: (typeof TYPES)[number];
  text: string;
  buttons: ReplyButton[];
  template?: string;
  category: string;
  key?: string;
  contextId?: string;
}

export function readMessage(body: unknown, account: Account, templates: Iterable<Template>): Outgoing {
  if (!isFields(body)) throw new GraphError(100, 'The body must be a JSON object.');
  oneOf(requiredString(body, 'messaging_product'), 'messaging_product', ['whatsapp']);
  oneOf(optionalString(body, 'recipient_type') ?? 'individual', 'recipient_type', ['individual']);
  const { input, waId } = recipient(body);
  if (waId === account.displayPhoneNumber) throw new GraphError(131021);
  const key = optionalString(body, 'biz_opaque_callback_data');
  if (key !== undefined && key.length > KEY_LIMIT) {
    throw new GraphError(131009, `biz_opaque_callback_data must be at most ${String(KEY_LIMIT)} characters long.`);
  }
  const context = body['context'] === undefined ? undefined : requiredFields(body, 'context');
  return {
    input,
    waId,
    ...contentOf(body, templates),
    ...(key === undefined ? {} : { key }),
    ...(context === undefined ? {} : { contextId: requiredString(context, 'message_id', 'context.message_id') }),
  };
}

/** Without a leading `+` Meta may put the business's own country code in front and write to a stranger: refused here. */
function recipient(body: Fields): { input: string; waId: string } {
  const input = requiredString(body, 'to');
  const digits = input.replaceAll(/[\s()+-]/g, '');
  if (!/^[1-9]\d{7,14}$/.test(digits)) {
    throw new GraphError(131009, '', { message: '(#131009) Parameter value is not valid: to must be a phone number.' });
  }
  return { input, waId: digits };
}

function contentOf(body: Fields, templates: Iterable<Template>): Omit<Outgoing, 'input' | 'waId'> {
  const type = optionalString(body, 'type') ?? 'text';
  switch (type) {
    case 'template': {
      const { template, text, buttons } = fillTemplate(body, templates);
      return { kind: type, text, buttons, template: template.name, category: template.category.toLowerCase() };
    }
    case 'text':
      return {
        kind: type,
        text: bodyText(requiredFields(body, 'text'), 'text.body', TEXT_LIMIT),
        buttons: [],
        category: 'service',
      };
    case 'interactive':
      return { kind: type, ...interactive(requiredFields(body, 'interactive')), category: 'service' };
    default:
      if (OTHER_TYPES.includes(type))
        throw new GraphError(131051, `The sandbox does not carry messages of type ${type}.`);
      throw new GraphError(100, '', {
        message: `(#100) Param type must be one of {${TYPES.join(', ').toUpperCase()}} - got "${type}".`,
      });
  }
}

function bodyText(fields: Fields, name: string, limit: number): string {
  const text = requiredString(fields, 'body', name);
  if (text.length <= limit) return text;
  throw new GraphError(100, '', {
    message: `(#100) Param ${name.replace('.', "['")}'] must be at most ${String(limit)} characters long.`,
  });
}

function interactive(fields: Fields): { text: string; buttons: ReplyButton[] } {
  oneOf(requiredString(fields, 'type', 'interactive.type'), 'interactive.type', ['button']);
  const text = bodyText({ body: requiredFields(fields, 'body', 'interactive.body')['text'] }, 'interactive.body', 1024);
  const asked = listOf(requiredFields(fields, 'action', 'interactive.action'), 'buttons', 'interactive.action.buttons');
  if (asked.length === 0 || asked.length > 3)
    throw new GraphError(131009, 'Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
  const buttons = asked.map((button): ReplyButton => {
    const reply = requiredFields(button, 'reply', 'interactive.action.buttons.reply');
    const title = requiredString(reply, 'title', 'reply.title');
    const payload = requiredString(reply, 'id', 'reply.id');
    if (title.length > 20) throw new GraphError(131009, 'Button title length invalid. Min length: 1, Max length: 20');
    if (payload.length > 256) throw new GraphError(131009, 'Button id length invalid. Min length: 1, Max length: 256');
    return { kind: 'interactive', payload, text: title };
  });
  if (new Set(buttons.map((button) => button.text)).size < buttons.length) {
    throw new GraphError(131009, 'Button titles must be unique.');
  }
  return { text, buttons };
}
