/** Writes approved messages straight into the outbox, as if a person had approved them all: the sender is what is tried. */

import type { Product } from './product.ts';

const FIRST_PHONE = 420_601_000_000;

/** The ids of the messages. Each person has one; their consent is known, so that nobody has to be asked. `from`: how many were written before. */
export async function queueApproved(
  { database, companyId, phoneNumberId }: Product,
  count: number,
  from = 0,
): Promise<number[]> {
  return database.transaction(async (trx) => {
    const written = await trx.raw<{ rows: { id: number }[] }>(
      `with people as (
         insert into clients (company_id, external_id, name, phone, newsletter_agreed, card_read_at, memberships_read_at)
         select :company_id::integer, 'fault-' || n, 'Person ' || n, '+' || (:first_phone::bigint + n), true, now(), now()
         from generate_series(:from::integer + 1, :from::integer + :count::integer) n
         returning id, phone
       ), approved as (
         select template.name, template.language from message_templates template
         where template.company_id = :company_id and template.scenario = 'service_reactivation' and template.status = 'APPROVED'
         order by template.language limit 1
       )
       insert into messages (company_id, client_id, phone, scenario, mode, status, language, template, variables, text, written_by,
                             workflow_id, decision, decided_by, decided_via, decided_at, approved_by, queued_at)
       select :company_id, people.id, people.phone, 'service_reactivation', 'moderation', 'queued', approved.language, approved.name,
              '["Kim", "It has been a while."]', 'It has been a while.', 'claude', 'to be set',
              'approved', 'faults', 'api', now(), 'faults', now()
       from people cross join approved
       returning id`,
      { company_id: companyId, first_phone: FIRST_PHONE, count, from },
    );
    const ids = written.rows.map(({ id }) => id);
    if (ids.length !== count)
      throw new Error(`${String(ids.length)} messages were written instead of ${String(count)}.`);
    await trx.raw(`update messages set workflow_id = 'message:' || id where id = any (?)`, [ids]);
    await trx.raw(
      `insert into outbox_messages (company_id, message_id, phone_number_id, client_id, phone)
       select company_id, id, ?, client_id, phone from messages where id = any (?)`,
      [phoneNumberId, ids],
    );
    return ids;
  });
}
