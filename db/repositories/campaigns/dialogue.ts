/** What a conversation needs from the database: the unread, what was understood of it, and everything that follows, in one transaction. */

import type { Knex } from 'knex';
import { reactivateClientId, replyUnderstood } from '../../../contracts/workflows/campaigns.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { type DialogueFacts, type NextWord, nextWord, type Understood } from '../../../domain/campaigns/dialogue.ts';
import { awayAnswer, optedOutAnswer } from '../../../domain/campaigns/fixed-answers.ts';
import { asLanguage, type Language } from '../../../domain/campaigns/templates.ts';
import { OPT_OUT_CONFIRMATION } from '../../../domain/delivery/opt-out.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { optOut } from '../delivery/opt-outs.ts';
import { addNotice } from '../notices.ts';

interface ConversationRow {
  phone: string;
  clientId: number | null;
  language: string;
  timeZone: string;
  today: string;
  mode: 'moderation' | 'notification';
  isHandedOver: boolean;
  isOptOutConfirmed: boolean;
  automaticAnswersToday: number;
  lastMessage: string | null;
  lastMessageId: number | null;
  slots: { startsAt: string; staffId: number; staffName: string | null; serviceId: number }[];
  reactivationId: number | null;
  reactivationClientId: number | null;
}

interface UnreadRow {
  id: number;
  kind: string;
  text: string | null;
  understoodAs: string | null;
  understood: Understood | null;
  receivedAt: Date;
}

const CLASS_OF = (understood: Understood): string =>
  understood.optsOut ? 'opted_out' : understood.isAway || understood.awayUntil ? 'away' : understood.tone;

export function createDialogueRepository(database: Database) {
  async function conversation(knex: Knex, scope: Scope, conversationId: number, at: string): Promise<ConversationRow> {
    const { rows } = await knex.raw<{ rows: ConversationRow[] }>(query('conversation'), {
      companyId: scope.companyId,
      conversationId,
      at,
    });
    const row = rows[0];
    if (!row) throw new Error('The conversation is not in this company.');
    return row;
  }

  async function unreadRows(knex: Knex, scope: Scope, conversationId: number): Promise<UnreadRow[]> {
    return knex('replies')
      .where({ company_id: scope.companyId, conversation_id: conversationId, handled_at: null })
      .orderBy('id')
      .limit(50)
      .select('id', 'kind', 'text', 'understood', { understoodAs: 'understood_as', receivedAt: 'received_at' });
  }

  return {
    async unread(scope: Scope, conversationId: number, at: string) {
      const row = await conversation(database, scope, conversationId, at);
      const unread = await unreadRows(database, scope, conversationId);
      return {
        clientId: row.clientId,
        language: row.language,
        today: row.today,
        timeZone: row.timeZone,
        lastMessage: row.lastMessage,
        offeredSlots: row.slots.map(({ startsAt, staffName }) => ({ startsAt, staffName })),
        unread: unread.map(({ id, kind, text, understoodAs }) => ({ replyId: id, kind, text, understoodAs })),
      };
    },

    /** Kept with the last of the unread: a repeat of the step finds it and asks the model nothing. */
    async storeUnderstanding(scope: Scope, replyId: number, understood: Understood | null): Promise<void> {
      await database('replies')
        .where({ company_id: scope.companyId, id: replyId, handled_at: null })
        .update({
          understood: understood ? JSON.stringify(understood) : null,
          understood_as: understood ? CLASS_OF(understood) : 'unclear',
        });
    },

    async markUnreadable(scope: Scope, conversationId: number): Promise<{ upToReplyId: number } | null> {
      const last = (await unreadRows(database, scope, conversationId)).at(-1);
      if (!last) return null;
      if (last.understoodAs === null) {
        await database('replies')
          .where({ company_id: scope.companyId, id: last.id })
          .update({ understood_as: 'unclear' });
      }
      return { upToReplyId: last.id };
    },

    /** Everything that follows from the unread replies, or nothing: a second call finds them handled. */
    act(scope: Scope, input: { conversationId: number; upToReplyId: number; at: string }) {
      return database.transaction(async (trx) => {
        const { companyId } = scope;
        await trx('conversations').where({ company_id: companyId, id: input.conversationId }).forUpdate().first('id');
        const unread = (await unreadRows(trx, scope, input.conversationId)).filter(
          (reply) => reply.id <= input.upToReplyId,
        );
        const last = unread.at(-1);
        if (!last) return { handled: 0, messageId: null, needsPerson: false };

        const row = await conversation(trx, scope, input.conversationId, input.at);
        const understood = wordsOf(unread);
        const facts = dialogueFacts(row, unread, understood);
        const said = nextWord(facts);

        // An opt-out word has acted already, in the webhook's own transaction; a second time changes nothing.
        if (understood?.optsOut && row.clientId !== null) {
          await optOut(trx, scope, { phone: row.phone, source: 'model', reason: null, at: new Date(input.at) });
        }
        await tellReactivation(trx, scope, row, last, understood);
        await trx('replies')
          .where({ company_id: companyId })
          .whereIn(
            'id',
            unread.map((reply) => reply.id),
          )
          .update({ handled_at: input.at });
        if (said.say === 'person') await callPerson(trx, scope, input, said.reason);
        // Whoever's words the model took for no opt-out may be written to again.
        else if (understood && !understood.optsOut) {
          await trx('conversations')
            .where({ company_id: companyId, id: input.conversationId })
            .update({ marketing_hold: false });
        }
        const messageId = await answer(trx, scope, { ...input, replyId: last.id, row, said, understood });
        return { handled: unread.length, messageId, needsPerson: said.say === 'person' };
      });
    },
  };
}

/** An opt-out word found by the webhook counts even where the model was never asked. */
function wordsOf(unread: UnreadRow[]): Understood | null {
  const read = unread.at(-1)?.understood ?? null;
  if (!unread.some((reply) => reply.understoodAs === 'opted_out')) return read;
  const nothingElse = {
    tone: 'negative',
    isAway: false,
    awayUntil: null,
    wantsSlot: null,
    wantsOtherService: null,
    wantsOtherStaff: null,
    needsPerson: false,
  } as const;
  return { ...nothingElse, ...read, optsOut: true };
}

function dialogueFacts(row: ConversationRow, unread: UnreadRow[], understood: Understood | null): DialogueFacts {
  return {
    understood,
    isUnmatched: row.clientId === null,
    kinds: unread.map((reply) => reply.kind),
    isHandedOver: row.isHandedOver,
    isOptOutConfirmed: row.isOptOutConfirmed,
    automaticAnswersToday: row.automaticAnswersToday,
    offeredSlots: row.slots.map((slot) => slot.startsAt),
  };
}

/** The running reactivation hears what the reply meant; its latest attempt keeps the first answer and its class. */
async function tellReactivation(
  trx: Knex,
  scope: Scope,
  row: ConversationRow,
  reply: UnreadRow,
  understood: Understood | null,
): Promise<void> {
  if (row.reactivationId === null || row.reactivationClientId === null) return;
  const { companyId } = scope;
  const tone = understood && !understood.optsOut ? understood.tone : understood ? 'negative' : 'neutral';
  await trx.raw(query('record-response'), {
    companyId,
    reactivationId: row.reactivationId,
    receivedAt: reply.receivedAt,
    tone,
    text: reply.text,
  });
  // An opt-out has told the workflow itself.
  if (understood?.optsOut) return;
  const workflowId = reactivateClientId(companyId, row.reactivationClientId);
  await addNotice(trx, { companyId, workflowId, signal: replyUnderstood.name, subjectId: reply.id });
}

async function callPerson(
  trx: Knex,
  scope: Scope,
  input: { conversationId: number; at: string },
  reason: string,
): Promise<void> {
  await trx('conversations')
    .where({ company_id: scope.companyId, id: input.conversationId })
    .update({
      needs_person_since: trx.raw('coalesce(needs_person_since, ?)', [input.at]),
      needs_person_reason: reason,
      updated_at: input.at,
    });
}

interface Answering {
  conversationId: number;
  replyId: number;
  at: string;
  row: ConversationRow;
  said: NextWord;
  understood: Understood | null;
}

/** One answer per reply (`answers_reply_id` is unique). Fixed confirmations go at once; written ones obey the delivery mode. */
async function answer(trx: Knex, scope: Scope, { row, said, ...input }: Answering): Promise<number | null> {
  if (said.say === 'nothing' || said.say === 'person' || row.clientId === null) return null;
  const language = asLanguage(row.language);
  const text = said.say === 'fixed' ? fixedText(said.text, language, input.understood?.awayUntil ?? null) : null;
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
    reason: said.say === 'fixed' ? said.text : said.say,
    at: input.at,
  });
  return rows[0]?.id ?? null;
}

function fixedText(which: 'opted_out' | 'away', language: Language, until: string | null): string {
  if (which === 'opted_out') return optedOutAnswer(language);
  const day = until
    ? new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
        new Date(`${until}T00:00:00Z`),
      )
    : null;
  return awayAnswer(language, day);
}
