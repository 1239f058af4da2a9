/** The message that answers a reply: fixed confirmations go at once, written ones obey the delivery mode. */

import type { Knex } from 'knex';
import { cancelMessage } from '../../../contracts/workflows/delivery.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { NextWord, Understood } from '../../../domain/campaigns/dialogue.ts';
import { awayAnswer, optedOutAnswer } from '../../../domain/campaigns/fixed-answers.ts';
import { awayUntil } from '../../../domain/campaigns/reply-effect.ts';
import { asLanguage, type Language } from '../../../domain/campaigns/templates.ts';
import { OPT_OUT_CONFIRMATION } from '../../../domain/delivery/opt-out.ts';
import { query } from '../../sql.ts';
import type { ConversationRow } from './dialogue-rows.ts';

export interface Answering {
  conversationId: number;
  replyId: number;
  at: string;
  row: ConversationRow;
  said: NextWord;
  understood: Understood | null;
}

/** One answer per reply: `answers_reply_id` is unique, so a repeat finds the message that is there. */
export async function answer(
  trx: Knex,
  scope: Scope,
  { row, said, understood, ...input }: Answering,
): Promise<number | null> {
  if (said.say === 'nothing' || said.say === 'person' || row.clientId === null) return null;
  const language = asLanguage(understood?.language ?? row.language);
  const text = said.say === 'fixed' ? fixedText(said.text, language, understood, row.today) : null;
  const slot = said.say === 'booking' ? row.slots.find((offered) => offered.startsAt === said.slot) : undefined;
  const { rows } = await trx.raw<{ rows: { id: number }[] }>(query('insert-answer'), {
    companyId: scope.companyId,
    clientId: row.clientId,
    phone: row.phone,
    scenario: said.say === 'fixed' && said.text === 'opted_out' ? OPT_OUT_CONFIRMATION : 'answer',
    conversationId: input.conversationId,
    replyId: input.replyId,
    reactivationId: row.reactivationId,
    mode: said.say === 'fixed' ? 'notification' : row.mode,
    language,
    text,
    writtenBy: text === null ? null : 'fixed',
    slot: slot ? JSON.stringify(slot) : null,
    reason: 'answer',
    at: input.at,
  });
  return rows[0]?.id ?? null;
}

/** Answers that newer words have overtaken, before anybody approved them. */
export async function dropUnsent(
  trx: Knex,
  scope: Scope,
  input: { conversationId: number; dropsBookings: boolean },
): Promise<void> {
  await trx.raw(query('drop-unsent-answers'), {
    companyId: scope.companyId,
    ...input,
    signal: cancelMessage.name,
  });
}

/** A day that has passed, or is none at all, is not promised to anybody. */
function fixedText(
  which: 'opted_out' | 'away',
  language: Language,
  understood: Understood | null,
  today: string,
): string {
  if (which === 'opted_out') return optedOutAnswer(language);
  const named = understood?.awayUntil ?? null;
  const until = named !== null && awayUntil(named, today) === named ? named : null;
  return awayAnswer(language, until === null ? null : dayInWords(until, language));
}

const dayInWords = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
