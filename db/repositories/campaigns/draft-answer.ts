/** What an answer is written from, and the words that came of it. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { Understood } from '../../../domain/campaigns/dialogue.ts';
import type { PastVisit } from '../../../domain/insight/preferences.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { addEvent } from '../delivery/add-event.ts';
import type { OfferedSlot } from './dialogue-rows.ts';

export interface AnswerRow {
  messageId: number;
  status: string;
  kind: 'template' | 'text';
  version: number;
  language: string | null;
  instruction: string | null;
  phone: string;
  conversationId: number | null;
  bookingSlot: OfferedSlot | null;
  bookedVisitId: number | null;
  businessName: string;
  timeZone: string;
  today: string;
  tone: 'friendly' | 'professional' | 'casual';
  offersSlots: boolean;
  mostSlots: number;
  staffMatters: boolean;
  firstName: string | null;
  isHandedOver: boolean;
  isOptedOut: boolean;
  isDrafted: boolean;
  isChosenTimeGone: boolean;
  hasFutureBooking: boolean;
  understood: Understood | null;
  discountPercent: number | null;
  serviceId: number | null;
  offeredStaffIds: number[];
}

export interface SaidLine {
  from: 'client' | 'club';
  text: string;
  isNew: boolean;
}

export interface Choices {
  services: { id: number; title: string }[];
  staff: { staffId: number; name: string; serviceId: number }[];
  visits: PastVisit[];
}

export interface WrittenAnswer {
  messageId: number;
  version: number;
  text: string;
  writtenBy: 'claude' | 'fallback';
  slots: OfferedSlot[];
  inputTokens: number;
  outputTokens: number;
  at: string;
}

export function createDraftAnswerRepository(database: Database) {
  return {
    async facts(scope: Scope, messageId: number, at: string): Promise<AnswerRow> {
      const bindings = { companyId: scope.companyId, messageId, at };
      const { rows } = await database.raw<{ rows: AnswerRow[] }>(query('answer-facts'), bindings);
      if (!rows[0]) throw new RuleBroken('message_not_found', 'not_found');
      return rows[0];
    },

    /** Oldest first. */
    async dialogue(scope: Scope, messageId: number): Promise<SaidLine[]> {
      const bindings = { companyId: scope.companyId, messageId };
      const { rows } = await database.raw<{ rows: SaidLine[] }>(query('answer-dialogue'), bindings);
      return rows.toReversed();
    },

    async choices(scope: Scope, asked: { phone: string; today: string }): Promise<Choices> {
      const bindings = { companyId: scope.companyId, ...asked };
      const { rows } = await database.raw<{ rows: Choices[] }>(query('answer-choices'), bindings);
      return rows[0] ?? { services: [], staff: [], visits: [] };
    },

    /** The words, once per version: a repeat, or a message that has moved on, changes nothing. */
    async save(scope: Scope, written: WrittenAnswer): Promise<void> {
      const { messageId, version, at } = written;
      await database.transaction(async (trx) => {
        const changed = await trx('messages')
          .where({ company_id: scope.companyId, id: messageId, status: 'drafting', version })
          .update({
            text: written.text,
            written_by: written.writtenBy,
            slots: JSON.stringify(written.slots),
            draft_problems: '[]',
            ai_input_tokens: trx.raw('ai_input_tokens + ?', [written.inputTokens]),
            ai_output_tokens: trx.raw('ai_output_tokens + ?', [written.outputTokens]),
            updated_at: at,
          });
        if (changed === 0) return;
        const details = { writtenBy: written.writtenBy, slots: written.slots.length };
        await addEvent(trx, scope, messageId, 'drafted', details, new Date(at), `drafted:${String(version)}`);
      });
    },

    /** Nothing fit to be sent came of it: the tries are kept with the message, and a person is called. Twice is harmless. */
    async giveUp(
      scope: Scope,
      given: {
        messageId: number;
        conversationId: number | null;
        reason: string;
        problems: string[];
        inputTokens: number;
        outputTokens: number;
        at: string;
      },
    ): Promise<void> {
      const { at, reason } = given;
      await database.transaction(async (trx) => {
        await trx('conversations')
          .where({ company_id: scope.companyId, id: given.conversationId })
          .update({
            needs_person_since: trx.raw('coalesce(needs_person_since, ?)', [at]),
            needs_person_reason: trx.raw('coalesce(needs_person_reason, ?)', [reason]),
            updated_at: at,
          });
        await trx('messages')
          .where({ company_id: scope.companyId, id: given.messageId, status: 'drafting' })
          .update({
            draft_problems: JSON.stringify(given.problems),
            ai_input_tokens: trx.raw('ai_input_tokens + ?', [given.inputTokens]),
            ai_output_tokens: trx.raw('ai_output_tokens + ?', [given.outputTokens]),
            updated_at: at,
          });
      });
    },
  };
}
