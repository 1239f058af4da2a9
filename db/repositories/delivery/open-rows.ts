/** Open rows of all companies that say a workflow should be running: what reconcile compares with Temporal. */

import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';
import { localDateIn } from '../insight/local-date.ts';

/** Younger rows are being started right now by whoever wrote them. */
const GRACE_SECONDS = 20;

export interface OpenMessageRow {
  companyId: number;
  messageId: number;
  scenario: string;
  workflowId: string;
}
export interface OpenReactivationRow {
  companyId: number;
  reactivationId: number;
  clientId: number;
  workflowId: string;
}
export interface OpenConversationRow {
  companyId: number;
  conversationId: number;
  workflowId: string;
}

/** Installation-wide on purpose: reconcile acts for the product, and every row it hands on carries its company. */
export function createOpenRowsRepository(database: Database) {
  const rows = async <Row>(sql: string, bindings: (number | string | Date)[]): Promise<Row[]> =>
    (await database.raw<{ rows: Row[] }>(sql, bindings)).rows;
  return {
    numbers: (): Promise<{ companyId: number; phoneNumberId: string }[]> =>
      rows(
        `select company_id as "companyId", phone_number_id as "phoneNumberId" from whatsapp_account_health order by id`,
        [],
      ),

    messages: (afterId: number, atMost: number): Promise<OpenMessageRow[]> =>
      rows(
        `select company_id as "companyId", id as "messageId", scenario, workflow_id as "workflowId"
           from messages
          where id > ? and status in ('drafting', 'awaiting_approval', 'waiting', 'queued', 'sending', 'unknown', 'failed') and scenario <> 'test'
            and created_at < now() - make_interval(secs => ?)
          order by id limit ?`,
        [afterId, GRACE_SECONDS, atMost],
      ),

    reactivations: (afterId: number, atMost: number): Promise<OpenReactivationRow[]> =>
      rows(
        `select company_id as "companyId", id as "reactivationId", client_id as "clientId", workflow_id as "workflowId"
           from reactivations
          where id > ? and status <> 'ended' and started_at < now() - make_interval(secs => ?)
          order by id limit ?`,
        [afterId, GRACE_SECONDS, atMost],
      ),

    /** Replies that nobody has dealt with; a stranger's and a handed-over conversation's are a person's. */
    conversations: (afterId: number, atMost: number): Promise<OpenConversationRow[]> =>
      rows(
        `select c.company_id as "companyId", c.id as "conversationId", coalesce(c.workflow_id, 'conversation:' || c.id) as "workflowId"
           from conversations c
          where c.id > ? and c.client_id is not null and c.handed_at is null
            and exists (
              select 1 from replies r
               where r.conversation_id = c.id and r.handled_at is null and r.created_at < now() - make_interval(secs => ?)
            )
          order by c.id limit ?`,
        [afterId, GRACE_SECONDS, atMost],
      ),

    /** Marks that nobody took in two minutes, a day that began, or a past that is not filled in. */
    async staleInsights(at: Date): Promise<number[]> {
      const found = await rows<{ companyId: number; timeZone: string; asOf: string; isBehind: boolean }>(
        query('stale-insights'),
        [at],
      );
      return found
        .filter((company) => company.isBehind || company.asOf < localDateIn(company.timeZone, at))
        .map((company) => company.companyId);
    },
  };
}
