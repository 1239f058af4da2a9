/** What a conversation needs from the database: the unread, what was understood of it, and everything that follows, in one transaction. */

import type { Knex } from 'knex';
import { replyUnderstood } from '../../../contracts/workflows/campaigns.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { type DialogueFacts, type NextWord, nextWord, type Understood } from '../../../domain/campaigns/dialogue.ts';
import { OPT_OUT_CONFIRMATION } from '../../../domain/delivery/opt-out.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { optOut } from '../delivery/opt-outs.ts';
import { addNotice } from '../notices.ts';
import { answer, dropUnsent } from './dialogue-answer.ts';
import type { ConversationRow, UnreadRow } from './dialogue-rows.ts';

/** Nobody types more between two looks; the rest is read in the next round. */
const MOST_UNREAD = 50;

const RECENT_MS = 3 * 86_400_000;

const CLASS_OF = (understood: Understood): string =>
  understood.optsOut ? 'opted_out' : understood.isAway || understood.awayUntil ? 'away' : understood.tone;

export function createDialogueRepository(database: Database) {
  async function conversation(knex: Knex, scope: Scope, conversationId: number, at: string): Promise<ConversationRow> {
    const { rows } = await knex.raw<{ rows: ConversationRow[] }>(query('conversation'), {
      companyId: scope.companyId,
      conversationId,
      at,
      confirmation: OPT_OUT_CONFIRMATION,
    });
    const row = rows[0];
    if (!row) throw new RuleBroken('conversation_not_found', 'not_found');
    return row;
  }

  async function unreadRows(knex: Knex, scope: Scope, conversationId: number): Promise<UnreadRow[]> {
    return knex('replies')
      .where({ company_id: scope.companyId, conversation_id: conversationId, handled_at: null })
      .orderBy('id')
      .limit(MOST_UNREAD)
      .select('id', 'kind', 'text', 'understood', { understoodAs: 'understood_as', receivedAt: 'received_at' });
  }

  /** Read already: in them a machine is known by repeating itself. */
  async function saidBefore(scope: Scope, conversationId: number, at: string): Promise<string[]> {
    const rows = await database('replies')
      .where({ company_id: scope.companyId, conversation_id: conversationId })
      .whereNotNull('handled_at')
      .whereNotNull('text')
      .where('received_at', '>', new Date(Date.parse(at) - RECENT_MS))
      .orderBy('id', 'desc')
      .limit(MOST_UNREAD)
      .select<{ text: string }[]>('text');
    return rows.map(({ text }) => text);
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
        before: await saidBefore(scope, conversationId, at),
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

    /** Everything that follows from the unread replies, or nothing: a second call finds them handled, and their answer. */
    act(scope: Scope, input: { conversationId: number; upToReplyId: number; at: string }) {
      return database.transaction(async (trx) => {
        const { companyId } = scope;
        await trx('conversations').where({ company_id: companyId, id: input.conversationId }).forUpdate().first('id');
        const unread = (await unreadRows(trx, scope, input.conversationId)).filter(
          (reply) => reply.id <= input.upToReplyId,
        );
        const last = unread.at(-1);
        if (!last) {
          const unstarted = await trx('messages')
            .where({ company_id: companyId, answers_reply_id: input.upToReplyId, status: 'drafting' })
            .first<{ id: number } | undefined>('id');
          return { handled: 0, messageId: unstarted?.id ?? null, needsPerson: false };
        }

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
        await keepConversation(trx, scope, { ...input, said, understood });
        // What was being written answers words that are no longer the last ones.
        if (unread.some((reply) => reply.kind !== 'reaction')) {
          const dropsBookings =
            said.say === 'booking' || understood?.tone === 'negative' || understood?.optsOut === true;
          await dropUnsent(trx, scope, { conversationId: input.conversationId, dropsBookings });
        }
        const messageId = await answer(trx, scope, { ...input, replyId: last.id, row, said, understood });
        return { handled: unread.length, messageId, needsPerson: said.say === 'person' };
      });
    },
  };
}

export type DialogueRepository = ReturnType<typeof createDialogueRepository>;

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
    isOptedOut: row.isOptedOut,
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
  if (row.reactivationId === null || row.reactivationWorkflowId === null) return;
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
  await addNotice(trx, {
    companyId,
    workflowId: row.reactivationWorkflowId,
    signal: replyUnderstood.name,
    subjectId: reply.id,
  });
}

interface Said {
  conversationId: number;
  at: string;
  said: NextWord;
  understood: Understood | null;
}

/**
 * Calls a person, keeping the first reason until somebody has looked. What the webhook held back because of an ambiguous
 * "no" is decided here when the model understood it: then nobody has to look for that reason, and marketing goes on.
 */
async function keepConversation(trx: Knex, scope: Scope, { said, understood, ...input }: Said): Promise<void> {
  const reason = said.say === 'person' ? said.reason : null;
  await trx.raw(query('keep-conversation'), {
    companyId: scope.companyId,
    conversationId: input.conversationId,
    at: input.at,
    reason,
    // A voice message may hold the other half of the sentence, and words for a machine may have fooled it.
    isDecided: understood !== null && reason !== 'not_text' && reason !== 'orders_model',
    language: understood?.language ?? null,
  });
}
