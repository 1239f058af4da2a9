/** Conversations as people read them: a list, and one with everything that was said. */

import type { Reply } from '../../../contracts/http/campaigns.ts';
import type { Page, WithoutLinks } from '../../../contracts/http/common.ts';
import type { Conversation, ConversationDetail } from '../../../contracts/http/conversations.ts';
import type { Message } from '../../../contracts/http/delivery.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import type { Database } from '../../database.ts';
import { answeringTo } from '../delivery/conversations.ts';
import { MESSAGE_COLUMNS, MESSAGE_TABLES } from './messages.ts';
import { ownClients, plain, readPage, searchClient, together } from './page.ts';

const COLUMNS = `
  v.id, v.client_id as "clientId", case when v.client_id is not null then trim(c.name || ' ' || c.surname) end as "clientName",
  v.phone, v.needs_person_since as "needsPersonSince", v.needs_person_reason as "needsPersonReason", v.handed_to as "handedTo",
  v.handed_at as "handedAt", v.marketing_hold as "marketingHold", v.ignored_at as "ignoredAt", v.ignored_by as "ignoredBy", v.window_until as "windowUntil", v.last_inbound_at as "lastInboundAt", last.text as "lastText",
  last.kind as "lastKind", v.workflow_id as "workflowId"`;
/** A stranger has no card, and is found by the phone they wrote from. */
const TABLES = `
  from conversations v left join clients card on card.company_id = v.company_id and card.id = v.client_id
  cross join lateral (select coalesce(card.name, '') as name, coalesce(card.surname, '') as surname, v.phone,
    client_search(card.name, card.surname, v.phone, null) as search_text) c
  left join lateral (
    select p.text, p.kind from replies p where p.company_id = v.company_id and p.conversation_id = v.id
    order by p.received_at desc, p.id desc limit 1
  ) last on true`;
const MOST = 200;

type Item = WithoutLinks<Conversation>;

const whether = (column: string, wanted: 'true' | 'false' | undefined) => ({
  sql: wanted === undefined ? '' : ` and ${column} is ${wanted === 'true' ? 'not ' : ''}null`,
  bindings: {},
});

export function createConversationViews(database: Database) {
  return {
    async conversations(scope: Scope, query: QueryOf<'listConversations'>): Promise<Page<Item>> {
      const filter = together(
        whether('v.needs_person_since', query.needsPerson),
        whether('v.handed_at', query.handedOver),
        whether(
          'v.client_id',
          query.unmatched === undefined ? undefined : query.unmatched === 'true' ? 'false' : 'true',
        ),
        whether('v.ignored_at', query.ignored),
        searchClient(query.q),
        ownClients(scope, 'v.client_id'),
      );
      return readPage<Item>(
        database,
        {
          select: COLUMNS,
          from: `${TABLES} where v.company_id = :companyId${filter.sql}`,
          sorts: { lastInboundAt: 'v.last_inbound_at', needsPersonSince: 'v.needs_person_since' },
          nullable: ['lastInboundAt', 'needsPersonSince'],
          defaultSort: '-lastInboundAt',
          tieBreak: 'v.id desc',
          bindings: { companyId: scope.companyId, ...filter.bindings },
        },
        query,
      );
    },

    async conversation(scope: Scope, conversationId: number, at: Date): Promise<WithoutLinks<ConversationDetail>> {
      const { companyId } = scope;
      const own = ownClients(scope, 'v.client_id');
      const { rows } = await database.raw<{ rows: Item[] }>(
        `select ${COLUMNS} ${TABLES} where v.company_id = :companyId and v.id = :conversationId${own.sql}`,
        { companyId, conversationId, ...own.bindings },
      );
      const [row] = rows;
      if (!row) throw new RuleBroken('conversation_not_found', 'not_found');
      const messages = await database.raw<{ rows: WithoutLinks<Message>[] }>(
        `select ${MESSAGE_COLUMNS} ${MESSAGE_TABLES} where m.company_id = :companyId and m.phone = :phone
         order by coalesce(m.sent_at, m.created_at) desc, m.id desc limit ${String(MOST)}`,
        { companyId, phone: row.phone },
      );
      const replies = await database.raw<{ rows: Reply[] }>(
        `select id, message_id as "messageId", kind, text, received_at as "receivedAt", understood_as as "understoodAs",
           understood, handled_at as "handledAt"
         from replies where company_id = :companyId and conversation_id = :conversationId
         order by received_at desc, id desc limit ${String(MOST)}`,
        { companyId, conversationId },
      );
      const optOut = await database('opt_outs')
        .where({ company_id: companyId, phone: row.phone, lifted_at: null })
        .first<{ source: string; at: Date; confirmedAt: Date | null } | undefined>('source', 'at', {
          confirmedAt: 'confirmed_at',
        });
      return {
        ...plain(row),
        optOut: optOut ? (plain(optOut) as object as ConversationDetail['optOut']) : null,
        messages: messages.rows.map(plain).toReversed(),
        replies: replies.rows.map(plain).toReversed(),
        answering: await answeringTo(database, scope, conversationId, at),
      };
    },
  };
}
