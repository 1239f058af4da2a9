/** Who recorded a "no" and who took it back, and strangers that somebody has decided to leave alone. */

export const name = '0020-opt-outs';

export const up = `
alter table opt_outs
  -- The person who recorded it; null when the client said it themselves.
  add column recorded_by text,
  -- Taken back: by whom, and how the client said so.
  add column lifted_by text,
  add column lifted_reason text;
create index opt_outs_company on opt_outs (company_id, at desc, phone);

alter table conversations
  -- Somebody has looked and nothing is to be done: it leaves the list until they write again.
  add column ignored_at timestamptz,
  add column ignored_by text;
create index conversations_unmatched on conversations (company_id, last_inbound_at desc) where client_id is null;
`;
