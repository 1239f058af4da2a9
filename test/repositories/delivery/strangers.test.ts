/** A sender whom no card has: recognised by somebody, or left alone, and what becomes of their next words. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createConversationsRepository } from '../../../db/repositories/delivery/conversations.ts';
import { createIntakeRepository } from '../../../db/repositories/delivery/intake.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { cloneDatabase } from '../../support/database.ts';
import { type Club, later, makeClub, makePerson, NOON, noticesOf } from '../../support/delivery-world.ts';

const UNKNOWN = '+420777000111';

describe('a sender whom no card has', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let wamids = 0;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database);
  });

  const says = async (text: string, minutes = 0): Promise<void> => {
    wamids += 1;
    const at = later(NOON, minutes * 60_000);
    const { phoneNumberId } = club;
    const wamid = `stranger-${String(wamids)}`;
    const message = { wamid, phoneNumberId, from: UNKNOWN, kind: 'text', text, payload: null, at };
    const facts = { messages: [message], statuses: [], preferences: [], templates: [], notUnderstood: [] };
    await createIntakeRepository(database).receiveWhatsApp(club.scope, facts, at);
  };
  const talk = (): Promise<Record<string, unknown> & { id: number }> =>
    database('conversations').where({ company_id: club.companyId, phone: UNKNOWN }).first() as Promise<
      Record<string, unknown> & { id: number }
    >;
  const conversations = () => createConversationsRepository(database);

  it('stays recognised: what they write next is that client’s, and is read', async () => {
    const person = await makePerson(database, club);
    await says('Hello');
    const { id } = await talk();
    expect(await talk()).to.include({ needs_person_reason: 'unmatched_sender' });
    await conversations().link(club.scope, id, person.clientId, NOON);
    await database('conversations').where({ id }).update({ needs_person_since: null, needs_person_reason: null });
    await says('Are you there?', 1);
    expect(await talk()).to.include({ client_id: person.clientId, needs_person_reason: null });
    const replies = await database('replies')
      .where({ conversation_id: id })
      .select<{ client_id: number }[]>('client_id');
    expect(replies.map((reply) => reply.client_id)).to.deep.equal([person.clientId, person.clientId]);
    expect(
      (await noticesOf(database, club.companyId)).some((notice) => JSON.stringify(notice).includes('inboundReceived')),
    ).to.equal(true);
  });

  it('who is left alone calls for a person again when they write again', async () => {
    await says('Hello');
    const { id } = await talk();
    await conversations().ignore(club.scope, id, NOON);
    expect(await talk()).to.include({ needs_person_since: null });
    await says('Hello again', 1);
    expect(await talk()).to.include({ ignored_at: null, ignored_by: null, needs_person_reason: 'unmatched_sender' });
  });

  it('of one company is not to be touched by another', async () => {
    await says('Hello');
    const { id } = await talk();
    const other = await makeClub(database);
    const failed = await conversations()
      .ignore(other.scope, id, NOON)
      .catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(RuleBroken);
  });
});
