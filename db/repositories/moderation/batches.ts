/** "Approve all": the texts a moderator was shown, and what became of each once they said yes. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { BatchItem } from '../../../domain/moderation/batch.ts';
import type { BatchOutcome } from '../../../domain/moderation/batch-outcomes.ts';
import type { Database } from '../../database.ts';

export interface Batch {
  batchId: number;
  companyId: number;
  companyLanguage: string;
  key: string;
  chatId: number;
  telegramMessageId: number | null;
  state: 'shown' | 'confirmed' | 'done' | 'cancelled';
  telegramUserId: number | null;
  actorName: string | null;
}

/** A person reads them all before they say yes: more are no preview. */
const MOST_ITEMS = 50;
/** A bot that died on the way leaves its lease behind for this long. */
const LEASE_SECONDS = 30;

const BATCH = `
  select b.id as "batchId", b.company_id as "companyId", company.language as "companyLanguage", b.callback_key as key, b.chat_id as "chatId",
         b.telegram_message_id as "telegramMessageId", b.state, b.telegram_user_id as "telegramUserId", b.actor_name as "actorName"
  from moderation_batches b join companies company on company.id = b.company_id`;

export function createBatchesRepository(database: Database) {
  const batch = (scope: Scope, batchId: number) =>
    database('moderation_batches').where({ company_id: scope.companyId, id: batchId });

  async function read(where: string, bindings: Record<string, number | string>): Promise<Batch | null> {
    const { rows } = await database.raw<{ rows: Batch[] }>(`${BATCH} where ${where}`, bindings);
    return rows[0] ?? null;
  }

  return {
    /** What waits now, those that came back first; null when nothing does. Twice makes two lists, of which each stands alone. */
    async begin(scope: Scope, { chatId, at }: { chatId: number; at: Date }): Promise<Batch | null> {
      const batchId = await database.transaction(async (trx) => {
        const [made] = await trx('moderation_batches')
          .insert({ company_id: scope.companyId, chat_id: chatId })
          .returning<{ id: number }[]>('id');
        const { rowCount } = await trx.raw<{ rowCount: number }>(
          `insert into moderation_batch_items (company_id, batch_id, position, message_id, version)
           select m.company_id, :batchId, row_number() over (order by (m.snoozed_until is null), m.awaiting_since, m.id), m.id, m.version
           from messages m
           where m.company_id = :companyId and m.status = 'awaiting_approval' and m.decision is null
             and (m.snoozed_until is null or m.snoozed_until <= :at)
           order by (m.snoozed_until is null), m.awaiting_since, m.id limit :most`,
          { companyId: scope.companyId, batchId: made?.id ?? 0, at, most: MOST_ITEMS },
        );
        if (rowCount > 0) return made?.id ?? null;
        await trx('moderation_batches')
          .where({ id: made?.id ?? 0 })
          .delete();
        return null;
      });
      return batchId === null
        ? null
        : read('b.company_id = :companyId and b.id = :batchId', { ...scoped(scope), batchId });
    },

    /** A button's key names its list and with it the company. Installation-wide: whoever pressed is checked against that company. */
    byKey: (key: string): Promise<Batch | null> => read('b.callback_key = :key', { key }),

    async posted(scope: Scope, batchId: number, telegramMessageId: number): Promise<void> {
      await batch(scope, batchId).update({ telegram_message_id: telegramMessageId, updated_at: database.fn.now() });
    },

    async items(scope: Scope, batchId: number): Promise<BatchItem[]> {
      const { rows } = await database.raw<{ rows: BatchItem[] }>(
        `select i.position, i.message_id as "messageId", i.version, i.outcome, trim(client.name || ' ' || client.surname) as "clientName",
                m.scenario, m.language, m.text,
                case when m.translation_version = m.version then m.translation end as translation,
                m.version = i.version and m.status = 'awaiting_approval' and m.decision is null as "isAsShown"
         from moderation_batch_items i
         join messages m on m.id = i.message_id
         join clients client on client.id = m.client_id
         where i.company_id = :companyId and i.batch_id = :batchId
         order by i.position`,
        { ...scoped(scope), batchId },
      );
      return rows;
    },

    /** False when somebody has said yes or no to it before. */
    async close(
      scope: Scope,
      batchId: number,
      said: { state: 'confirmed' | 'cancelled'; telegramUserId: number; actorName: string },
    ): Promise<boolean> {
      const changed = await batch(scope, batchId).where({ state: 'shown' }).update({
        state: said.state,
        telegram_user_id: said.telegramUserId,
        actor_name: said.actorName,
        updated_at: database.fn.now(),
      });
      return changed > 0;
    },

    /** The next list to carry out, leased to the caller. Installation-wide: one bot serves all companies. */
    async nextToWork(): Promise<Batch | null> {
      const { rows } = await database.raw<{ rows: { id: number }[] }>(
        `update moderation_batches set working_at = now()
         where id = (
           select id from moderation_batches
           where state = 'confirmed' and (working_at is null or working_at < now() - make_interval(secs => :leaseSeconds))
           order by id limit 1 for update skip locked)
         returning id`,
        { leaseSeconds: LEASE_SECONDS },
      );
      return rows[0] ? read('b.id = :batchId', { batchId: rows[0].id }) : null;
    },

    /** Nobody answered: whoever looks next goes on from here. */
    async letGo(scope: Scope, batchId: number): Promise<void> {
      await batch(scope, batchId).update({ working_at: null });
    },

    async itemDone(scope: Scope, batchId: number, position: number, outcome: BatchOutcome): Promise<void> {
      await database.raw(
        `update moderation_batch_items set outcome = :outcome
         where company_id = :companyId and batch_id = :batchId and position = :position and outcome is null`,
        { ...scoped(scope), batchId, position, outcome },
      );
      await batch(scope, batchId).update({ working_at: database.fn.now() });
    },

    async finish(scope: Scope, batchId: number): Promise<void> {
      await batch(scope, batchId)
        .where({ state: 'confirmed' })
        .update({ state: 'done', updated_at: database.fn.now() });
    },
  };
}

const scoped = (scope: Scope): { companyId: number } => ({ companyId: scope.companyId });

export type BatchesRepository = ReturnType<typeof createBatchesRepository>;
