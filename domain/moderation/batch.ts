/** "Approve all" in Telegram: every text on its pages, the yes on the last of them, and the result in words. */

import type { BatchOutcome } from './batch-outcomes.ts';
import { type BatchPress, callbackData } from './callback.ts';
import { CARD_LIMIT, type RenderedCard } from './card.ts';
import { escapeHtml, manyLines, oneLine } from './html.ts';
import { wordFor, type Words } from './words.ts';

export interface BatchItem {
  position: number;
  messageId: number;
  /** The version whose text is on the list. */
  version: number;
  outcome: BatchOutcome | null;
  clientName: string;
  scenario: string;
  language: string | null;
  text: string | null;
  translation: string | null;
  /** It waits still, with the text it had when the list was made. */
  isAsShown: boolean;
}

const TEXT_LIMIT = 1_100;
const HEAD_ROOM = 300;

export interface ShownBatch {
  key: string;
  items: readonly BatchItem[];
  page: number;
}

/** Whole texts, as many to a page as Telegram takes; only what would fill a page alone is cut. */
export function batchPages(items: readonly BatchItem[], words: Words): string[] {
  const pages: string[] = [];
  for (const item of items) {
    const html = itemHtml(item, words);
    const last = pages.at(-1);
    // The escaped length is at least the counted one.
    if (last !== undefined && last.length + html.length + HEAD_ROOM < CARD_LIMIT)
      pages[pages.length - 1] = `${last}\n\n${html}`;
    else pages.push(html);
  }
  return pages;
}

function itemHtml(item: BatchItem, words: Words): string {
  const what = wordFor(words.scenario, item.scenario) ?? item.scenario.replaceAll('_', ' ');
  const head = [oneLine(item.clientName, 60) || '—', oneLine(what, 40), oneLine(item.language ?? '', 8)]
    .filter((part) => part !== '')
    .map(escapeHtml)
    .join(' · ');
  const line = `<b>${String(item.position)}. ${head}</b>`;
  if (!item.isAsShown) return `${line}\n<i>${words.batch.leftOut}</i>`;
  const quoted = (text: string): string => `<blockquote>${escapeHtml(manyLines(text, TEXT_LIMIT))}</blockquote>`;
  return [line, quoted(item.text ?? ''), item.translation ? quoted(item.translation) : '']
    .filter((part) => part !== '')
    .join('\n');
}

export function renderBatch({ key, items, page }: ShownBatch, words: Words): RenderedCard {
  const pages = batchPages(items, words);
  const at = Math.min(Math.max(1, page), pages.length);
  const open = items.filter(({ isAsShown }) => isAsShown).length;
  const button = (text: string, press: BatchPress) => ({ text, data: callbackData(press) });
  const turn = [
    ...(at > 1 ? [button('‹', { press: 'batch_page', key, page: at - 1 })] : []),
    ...(at < pages.length ? [button('›', { press: 'batch_page', key, page: at + 1 })] : []),
  ];
  // Who has not turned the pages has not read them.
  const isRead = at === pages.length && open > 0;
  return {
    html: [`<b>${words.batch.title(open)}</b>\n${words.batch.page(at, pages.length)}`, pages[at - 1] ?? ''].join(
      '\n\n',
    ),
    keyboard: [
      ...(turn.length > 0 ? [turn] : []),
      [
        ...(isRead ? [button(words.batch.confirm(open), { press: 'batch_confirm', key })] : []),
        button(words.batch.cancel, { press: 'batch_cancel', key }),
      ],
    ],
  };
}
