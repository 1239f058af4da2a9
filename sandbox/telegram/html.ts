/** Telegram's HTML: a few tags, four named entities, and an error for everything else. Gives plain text and its entities. */

import { badRequest } from './bot-error.ts';

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface FormattedText {
  text: string;
  entities: Entity[];
}

const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface Open {
  tag: string;
  offset: number;
  url?: string;
}

const cannotParse = (html: string, at: number, what: string) =>
  badRequest(`can't parse entities: ${what} at byte offset ${String(Buffer.byteLength(html.slice(0, at)))}`);

function decodeEntity(html: string, at: number): { text: string; length: number } {
  const match = /^&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/i.exec(html.slice(at, at + 12));
  const [whole, decimal, hex, name] = match ?? [];
  if (whole !== undefined) {
    if (name !== undefined && NAMED[name] !== undefined) return { text: NAMED[name], length: whole.length };
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (code > 0 && code <= 0x10_ff_ff) return { text: String.fromCodePoint(code), length: whole.length };
  }
  return { text: '&', length: 1 };
}

/** One tag at `at`: its name, attributes, and where it ends. */
function readTag(html: string, at: number) {
  const end = html.indexOf('>', at);
  const match = end === -1 ? null : /^<(\/?)([a-z][\w-]*)\s*([^>]*)>$/i.exec(html.slice(at, end + 1));
  if (!match) throw cannotParse(html, at, end === -1 ? 'Unclosed start tag' : 'Unsupported start tag');
  const [, slash, name = '', attributes = ''] = match;
  return { isEnd: slash === '/', name: name.toLowerCase(), attributes, end: end + 1 };
}

function checkedStart(html: string, at: number, name: string, attributes: string): { tag: string; url?: string } {
  if (name === 'span') {
    if (attributes.includes('tg-spoiler')) return { tag: 'span' };
    throw cannotParse(html, at, 'Tag "span" must have class "tg-spoiler"');
  }
  if (TAGS[name] === undefined) throw cannotParse(html, at, `Unsupported start tag "${name}"`);
  if (name !== 'a') return { tag: name };
  const url = /href\s*=\s*"([^"]*)"|href\s*=\s*'([^']*)'/.exec(attributes);
  return { tag: name, url: (url?.[1] ?? url?.[2] ?? '').replaceAll('&amp;', '&') };
}

export function parseHtml(html: string): FormattedText {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = '';
  for (let at = 0; at < html.length;) {
    const letter = html.charAt(at);
    if (letter === '&') {
      const decoded = decodeEntity(html, at);
      text += decoded.text;
      at += decoded.length;
    } else if (letter === '<') {
      const tag = readTag(html, at);
      if (tag.isEnd) close(tag.name, at);
      else open.push({ ...checkedStart(html, at, tag.name, tag.attributes), offset: text.length });
      at = tag.end;
    } else {
      text += letter;
      at += 1;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed)
    throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  return trimmed({ text, entities: entities.toSorted((left, right) => left.offset - right.offset) });

  function close(name: string, at: number): void {
    const last = open.pop();
    if (!last) throw cannotParse(html, at, 'Unexpected end tag');
    if (last.tag !== name)
      throw cannotParse(html, at, `Unmatched end tag, expected "</${last.tag}>", found "</${name}>"`);
    const length = text.length - last.offset;
    const type = TAGS[name] ?? 'spoiler';
    const isNothing = length === 0 || (type === 'text_link' && (last.url ?? '') === '');
    if (isNothing) return;
    entities.push({ type, offset: last.offset, length, ...(last.url === undefined ? {} : { url: last.url }) });
  }
}

/** The server cuts white space at both ends, and entities with it. */
export function trimmed({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const kept = text.trim();
  const cut = entities
    .map((entity) => {
      const offset = Math.max(entity.offset - start, 0);
      const end = Math.min(entity.offset + entity.length - start, kept.length);
      return { ...entity, offset, length: end - offset };
    })
    .filter((entity) => entity.length > 0);
  return { text: kept, entities: cut };
}
