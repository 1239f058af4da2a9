/** The cards of one company in its chat: what is behind, what is open, what waits too long. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { CardFacts } from '../../../domain/moderation/card.ts';
import type { Waiting } from '../../../domain/moderation/digest.ts';
import type { OverdueStep, WaitingCard } from '../../../domain/moderation/overdue.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';

export interface Card extends CardFacts {
  cardId: number;
  messageId: number;
  companyId: number;
  companyName: string;
  kind: 'template' | 'text';
  variables: string[] | null;
  wantedVersion: number;
  shownHash: string | null;
  chatId: number | null;
  telegramMessageId: number | null;
  attempts: number;
}

export interface BackCard {
  cardId: number;
  chatId: number | null;
  telegramMessageId: number | null;
  snoozedUntil: Date;
}

/** A bot that died while posting leaves its lease behind for this long; a request to Telegram is given up long before. */
const LEASE_SECONDS = 60;

export function createCardsRepository(database: Database) {
  const card = (scope: Scope, cardId: number) =>
    database('moderation_cards').where({ company_id: scope.companyId, id: cardId });

  async function read(where: string, bindings: Record<string, number | string>): Promise<Card | null> {
    const { rows } = await database.raw<{ rows: Card[] }>(`${query('moderation-card')} where ${where}`, bindings);
    return rows[0] ?? null;
  }

  return {
    /** Companies with a card that is behind: asked twice a second, by an index that holds nothing else. Installation-wide. */
    async companiesBehind(): Promise<Set<number>> {
      const rows = await database('moderation_cards')
        .whereRaw('shown_version < wanted_version and next_attempt_at <= now()')
        .distinct<{ company_id: number }[]>('company_id');
      return new Set(rows.map((row) => row.company_id));
    },

    /** The next card to post or edit, leased to the caller; `room`: how many more may be opened. */
    async nextCard(scope: Scope, { room, mayPost }: { room: number; mayPost: boolean }): Promise<Card | null> {
      const { rows } = await database.raw<{ rows: { cardId: number }[] }>(query('next-moderation-card'), {
        companyId: scope.companyId,
        room,
        mayPost,
        leaseSeconds: LEASE_SECONDS,
      });
      const [leased] = rows;
      return leased
        ? read('c.company_id = :companyId and c.id = :cardId', { companyId: scope.companyId, cardId: leased.cardId })
        : null;
    },

    cardOfMessage(scope: Scope, messageId: number): Promise<Card | null> {
      return read('c.company_id = :companyId and c.message_id = :messageId', { companyId: scope.companyId, messageId });
    },

    /** A button's key names its card and with it the company. Installation-wide: whoever pressed is checked against that company. */
    cardByKey(key: string): Promise<Card | null> {
      return read('c.callback_key = :key', { key });
    },

    /** Telegram shows `version` now. What has changed since stays wanted. */
    async cardShown(
      scope: Scope,
      cardId: number,
      shown: { version: number; hash: string; chatId: number; telegramMessageId: number },
    ): Promise<void> {
      await card(scope, cardId).update({
        shown_version: shown.version,
        shown_hash: shown.hash,
        chat_id: shown.chatId,
        telegram_message_id: shown.telegramMessageId,
        posting_at: null,
        attempts: 0,
        last_error_code: null,
        updated_at: database.fn.now(),
      });
    },

    /** Nothing came of it for now. */
    async cardDeferred(scope: Scope, cardId: number, waitMs: number, errorCode: string): Promise<void> {
      await card(scope, cardId).update({
        posting_at: null,
        attempts: database.raw('attempts + 1'),
        next_attempt_at: database.raw('now() + make_interval(secs => ?::float)', [waitMs / 1000]),
        last_error_code: errorCode,
        updated_at: database.fn.now(),
      });
    },

    /** Somebody deleted the card in Telegram: it is posted again, if it still waits. */
    async cardGone(scope: Scope, cardId: number): Promise<void> {
      await card(scope, cardId).update({
        telegram_message_id: null,
        shown_hash: null,
        shown_version: 0,
        posting_at: null,
        released_at: database.fn.now(),
        updated_at: database.fn.now(),
      });
    },

    /** Decided elsewhere before it was ever posted: there is nothing to show. */
    async forgetUnposted(scope: Scope): Promise<void> {
      await database.raw(
        `update moderation_cards c set shown_version = wanted_version, updated_at = now()
         from messages m where m.id = c.message_id and c.company_id = :companyId and c.telegram_message_id is null
           and c.shown_version < c.wanted_version and m.status not in ('awaiting_approval', 'drafting')`,
        { companyId: scope.companyId },
      );
    },

    /** How many undecided messages lie open in the chat, and how many are held back. */
    async waiting(scope: Scope): Promise<Waiting> {
      const { rows } = await database.raw<{ rows: Waiting[] }>(
        `select count(*) filter (where c.telegram_message_id is not null or c.released_at is not null) as shown,
                count(*) filter (where c.telegram_message_id is null and c.released_at is null) as held
         from moderation_cards c join messages m on m.id = c.message_id
         where c.company_id = :companyId and m.company_id = :companyId and m.status = 'awaiting_approval'
           and (m.snoozed_until is null or m.snoozed_until = c.back_from)`,
        { companyId: scope.companyId },
      );
      return rows[0] ?? { shown: 0, held: 0 };
    },

    /** "Show ten more". Pressed twice it shows twenty: that is what was pressed. */
    async release(scope: Scope, count: number): Promise<number> {
      const { rowCount } = await database.raw<{ rowCount: number }>(
        `update moderation_cards set released_at = now(), next_attempt_at = now()
         where id in (
           select c.id from moderation_cards c join messages m on m.id = c.message_id
           where c.company_id = :companyId and m.status = 'awaiting_approval' and c.telegram_message_id is null and c.released_at is null
             and (m.snoozed_until is null or m.snoozed_until = c.back_from)
           order by m.awaiting_since, c.id limit :count)`,
        { companyId: scope.companyId, count },
      );
      return rowCount;
    },

    /** Everything that may be due for a reminder or the owner: one index read per company. */
    async waitingSince(scope: Scope, before: Date): Promise<(WaitingCard & { cardId: number })[]> {
      const { rows } = await database.raw<{ rows: (WaitingCard & { cardId: number })[] }>(
        `select c.id as "cardId", m.awaiting_since as "awaitingSince", c.reminded_at as "remindedAt", c.escalated_at as "escalatedAt"
         from messages m join moderation_cards c on c.message_id = m.id
         where m.company_id = :companyId and m.status = 'awaiting_approval' and m.awaiting_since <= :before
           and (m.snoozed_until is null or m.snoozed_until = c.back_from) and (c.reminded_at is null or c.escalated_at is null)`,
        { companyId: scope.companyId, before },
      );
      return rows;
    },

    /** Cards whose snooze is over and that have not come back yet, with where they lie in the chat. */
    async dueBack(scope: Scope, at: Date): Promise<BackCard[]> {
      const { rows } = await database.raw<{ rows: BackCard[] }>(
        `select c.id as "cardId", c.chat_id as "chatId", c.telegram_message_id as "telegramMessageId", m.snoozed_until as "snoozedUntil"
         from messages m join moderation_cards c on c.message_id = m.id
         where m.company_id = :companyId and m.status = 'awaiting_approval' and m.snoozed_until <= :at
           and m.snoozed_until is distinct from c.back_from
         order by m.snoozed_until, c.id limit 50`,
        { companyId: scope.companyId, at },
      );
      return rows;
    },

    /** A new card at the end of the chat, whatever else is open. Twice is harmless: the second finds it back already. */
    async comeBack(scope: Scope, { cardId, snoozedUntil }: BackCard): Promise<void> {
      await database.raw(
        `update moderation_cards c set back_from = m.snoozed_until, telegram_message_id = null, shown_hash = null, shown_version = 0,
           posting_at = null, released_at = now(), next_attempt_at = now(), updated_at = now()
         from messages m
         where m.id = c.message_id and c.company_id = :companyId and c.id = :cardId
           and m.snoozed_until = :snoozedUntil and c.back_from is distinct from m.snoozed_until`,
        { companyId: scope.companyId, cardId, snoozedUntil },
      );
    },

    async markOverdue(
      scope: Scope,
      cardIds: readonly number[],
      step: Exclude<OverdueStep, null>,
      at: Date,
    ): Promise<void> {
      await database('moderation_cards')
        .where({ company_id: scope.companyId })
        .whereIn('id', [...cardIds])
        // Told to the owner is also reminded of.
        .update(step === 'remind' ? { reminded_at: at } : { reminded_at: at, escalated_at: at });
    },
  };
}

export type CardsRepository = ReturnType<typeof createCardsRepository>;
