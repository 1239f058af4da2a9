import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createDecisionsRepository } from '../../../db/repositories/moderation/decisions.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import { createModeration, type DecisionGateway, type Moderation } from '../../../integrations/temporal/decisions.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addClub, addMessage, addWaiting, AT, createArbiter, type Club } from '../../support/moderation.ts';

interface MessageRow {
  status: string;
  reason: string | null;
  text: string;
  variables: string[];
  version: number;
  decision: string | null;
  decided_by: string | null;
  approved_by: string | null;
  instruction: string | null;
}

describe('decisions on messages', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  let anna: Scope;
  let boris: Scope;
  let moderation: Moderation;
  let gateway: DecisionGateway;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    club = await addClub(database, { name: 'Riverside' });
    other = await addClub(database, { name: 'Hillside' });
    anna = { companyId: club.companyId, actor: { kind: 'telegram', telegramUserId: 1, name: 'Anna' } };
    boris = { companyId: club.companyId, actor: { kind: 'user', userId: 2, name: 'Boris', role: 'manager' } };
    ({ moderation, gateway } = createArbiter(database));
  });
  after(() => drop());

  const row = async (id: number): Promise<MessageRow> =>
    (await database('messages').where({ id }).first()) as MessageRow;
  const count = async (table: string, where: Record<string, unknown>): Promise<number> =>
    (await database(table).where(where)).length;

  it('give two racing moderators one outcome, and the loser the winner’s name', async () => {
    for (let round = 0; round < 5; round += 1) {
      const messageId = await addWaiting(database, club);
      const outcomes = await Promise.all([
        moderation.decide(anna, { messageId, decision: 'approve', via: 'telegram' }),
        moderation.decide(boris, { messageId, decision: 'reject', text: 'No', via: 'api' }),
      ]);
      const won = outcomes.findIndex(({ outcome }) => outcome === 'accepted');
      const lost = outcomes[1 - won];
      expect(lost).to.deep.include({
        outcome: 'too_late',
        decision: won === 0 ? 'approved' : 'rejected',
        decidedBy: won === 0 ? 'Anna' : 'Boris',
        decidedVia: won === 0 ? 'telegram' : 'api',
      });
      expect((await row(messageId)).status).to.equal(won === 0 ? 'queued' : 'rejected');
      expect(await count('audit_log', { subject_id: String(messageId) })).to.equal(1);
    }
  });

  it('take two taps of one person as one', async () => {
    const messageId = await addWaiting(database, club);
    const approve = (): Promise<{ outcome: string }> =>
      moderation.decide(anna, { messageId, decision: 'approve', seenVersion: 1, via: 'telegram' });
    const outcomes = await Promise.all([approve(), approve(), approve()]);
    expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(['accepted', 'accepted', 'accepted']);
    expect(await count('message_events', { message_id: messageId, kind: 'approved' })).to.equal(1);
  });

  it('are the same decision when the same request comes again', async () => {
    const messageId = await addWaiting(database, club);
    const edit = {
      messageId,
      decision: 'edit' as const,
      text: 'Come back.',
      via: 'telegram' as const,
      onceKey: 'reply:1',
      seenVersion: 1,
    };
    const first = await moderation.decide(anna, edit);
    const again = await moderation.decide(anna, edit);
    expect([first.outcome, again.outcome]).to.deep.equal(['accepted', 'accepted']);
    expect((await row(messageId)).version).to.equal(2);
    expect(await count('moderation_decisions', { message_id: messageId })).to.equal(1);
  });

  it('are different ones when a request’s name is used for another message or another wish', async () => {
    const [one, two] = [await addWaiting(database, club), await addWaiting(database, club)];
    const onceKey = 'api:same';
    await moderation.decide(anna, { messageId: one, decision: 'approve', via: 'api', onceKey });
    await moderation.decide(anna, { messageId: two, decision: 'reject', via: 'api', onceKey });
    const late = await moderation.decide(anna, { messageId: one, decision: 'reject', via: 'api', onceKey });
    expect([(await row(one)).status, (await row(two)).status]).to.deep.equal(['queued', 'rejected']);
    expect(late).to.deep.include({ outcome: 'too_late', decision: 'approved' });
  });

  it('refuse what was decided on a text the person has not seen', async () => {
    const messageId = await addWaiting(database, club);
    await moderation.decide(anna, { messageId, decision: 'edit', variables: ['Kim', 'New words.'], via: 'api' });
    const late = await moderation.decide(boris, { messageId, decision: 'approve', seenVersion: 1, via: 'api' });
    expect(late.outcome).to.equal('changed');
    expect('message' in late && late.message.text).to.equal('Hello Kim! New words. Reply here.');
    expect((await row(messageId)).status).to.equal('awaiting_approval');
    const rejected = await moderation.decide(boris, { messageId, decision: 'reject', seenVersion: 1, via: 'api' });
    expect(rejected.outcome).to.equal('accepted');
    expect((await row(messageId)).reason).to.equal('rejected');
  });

  it('keep the fixed words of a template and refuse an empty edit', async () => {
    const messageId = await addWaiting(database, club);
    const problem = await moderation
      .decide(anna, { messageId, decision: 'edit', text: ' \n ', via: 'telegram' })
      .catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(RuleBroken).with.property('code', 'edit_empty');
    expect(await count('moderation_decisions', { message_id: messageId })).to.equal(0);
    await moderation.decide(anna, { messageId, decision: 'edit', text: 'Two\nlines', via: 'telegram' });
    expect(await row(messageId)).to.deep.include({
      text: 'Hello Kim! Two lines Reply here.',
      variables: ['Kim', 'Two lines'],
    });
  });

  it('send a rewrite back to the writer with the instruction, and let nobody decide meanwhile', async () => {
    const messageId = await addWaiting(database, club);
    await moderation.decide(anna, { messageId, decision: 'rewrite', text: 'Shorter', via: 'telegram' });
    expect(await row(messageId)).to.deep.include({
      status: 'drafting',
      instruction: 'Shorter',
      version: 2,
      decision: null,
    });
    const early = await moderation.decide(boris, { messageId, decision: 'approve', via: 'api' });
    expect(early).to.deep.equal({ outcome: 'not_ready', status: 'drafting' });
  });

  it('know nothing of another company’s messages', async () => {
    const messageId = await addWaiting(database, other);
    const problem = await moderation
      .decide(anna, { messageId, decision: 'approve', via: 'telegram' })
      .catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(RuleBroken).with.property('code', 'message_not_found');
    const own = await addWaiting(database, club);
    const { decisionId } = await createDecisionsRepository(database).storeDecision(anna, {
      messageId: own,
      decision: 'approve',
      text: null,
      variables: null,
      seenVersion: null,
      via: 'api',
      onceKey: null,
    });
    const foreign = await createTransitionsRepository(database)
      .recordDecision(other.scope, { decisionId, messageId: own, at: AT })
      .catch((error: unknown) => error);
    expect(foreign).to.be.instanceOf(RuleBroken).with.property('code', 'message_not_found');
    expect((await row(messageId)).status).to.equal('awaiting_approval');
    expect((await row(own)).status).to.equal('awaiting_approval');
  });

  it('start a workflow that is missing and ask it once it is awake', async () => {
    const messageId = await addWaiting(database, club);
    const answers = ['not_found', 'not_ready'] as ('not_found' | 'not_ready')[];
    const started: number[] = [];
    const sleepy = createModeration({
      store: createDecisionsRepository(database),
      gateway: {
        executeDecision: async (ask) => {
          const answer = answers.shift();
          return answer ? { outcome: answer } : gateway.executeDecision(ask);
        },
        startDelivery: async (input) => started.push(input.messageId),
      },
    });
    const outcome = await sleepy.decide(anna, { messageId, decision: 'approve', via: 'telegram' });
    expect(outcome.outcome).to.equal('accepted');
    expect(started).to.deep.equal([messageId]);
  });

  it('are too late, not retried, when the workflow is gone because all is decided', async () => {
    const messageId = await addWaiting(database, club);
    await moderation.decide(anna, { messageId, decision: 'approve', via: 'telegram' });
    const gone = createModeration({
      store: createDecisionsRepository(database),
      gateway: {
        executeDecision: async () => ({ outcome: 'not_found' }),
        startDelivery: () => Promise.reject(new Error('must not start')),
      },
    });
    const outcome = await gone.decide(boris, { messageId, decision: 'reject', via: 'api' });
    expect(outcome).to.deep.include({ outcome: 'too_late', decision: 'approved', decidedBy: 'Anna' });
  });

  it('are not called too late when the message has just come back and its workflow does not know yet', async () => {
    const messageId = await addWaiting(database, club);
    const behind = createModeration({
      store: createDecisionsRepository(database),
      gateway: { ...gateway, executeDecision: async () => ({ outcome: 'already_decided' }) },
    });
    const approve = { messageId, decision: 'approve' as const, via: 'api' as const };
    expect(await behind.decide(boris, approve)).to.deep.equal({ outcome: 'not_ready', status: 'awaiting_approval' });
    expect((await moderation.decide(boris, approve)).outcome).to.equal('accepted');
  });

  it('say that nothing was decided when nobody answers, and are one decision when tried again', async () => {
    const messageId = await addWaiting(database, club);
    const asked: number[] = [];
    let isAway = true;
    const store = createDecisionsRepository(database);
    const flaky = createModeration({
      store,
      gateway: {
        ...gateway,
        executeDecision: async (ask) => {
          asked.push(ask.decisionId);
          if (isAway) throw new Unavailable('temporal', 'decision_deadline');
          return gateway.executeDecision(ask);
        },
      },
    });
    const approve = { messageId, decision: 'approve' as const, via: 'api' as const };
    const problem = await flaky.decide(boris, approve).catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(Unavailable);
    expect((await row(messageId)).decision).to.equal(null);
    isAway = false;
    expect((await flaky.decide(boris, approve)).outcome).to.equal('accepted');
    expect(asked[1]).to.equal(asked[0]);
  });

  it('count as accepted when only the answer was lost', async () => {
    const messageId = await addWaiting(database, club);
    const losing = createModeration({
      store: createDecisionsRepository(database),
      gateway: {
        ...gateway,
        executeDecision: async (ask) => {
          await gateway.executeDecision(ask);
          throw new Unavailable('temporal', 'decision_deadline');
        },
      },
    });
    const outcome = await losing.decide(boris, { messageId, decision: 'approve', via: 'api' });
    expect(outcome.outcome).to.equal('accepted');
  });

  describe('and the steps around them', () => {
    it('open a message once, and again with a fresh card after it was taken back', async () => {
      const transitions = createTransitionsRepository(database);
      const messageId = await addWaiting(database, club);
      await database('moderation_cards')
        .where({ message_id: messageId })
        .update({ telegram_message_id: 5, shown_version: 1, reminded_at: AT });
      await transitions.openForApproval(club.scope, { messageId, at: '2026-11-20T21:00:00.000Z' });
      expect(await database('moderation_cards').where({ message_id: messageId }).first()).to.deep.include({
        telegram_message_id: 5,
      });

      await moderation.decide(anna, { messageId, decision: 'approve', via: 'telegram' });
      await transitions.openForApproval(club.scope, { messageId, at: AT });
      expect((await row(messageId)).status, 'a late repeat of opening').to.equal('queued');
      await transitions.openForApproval(club.scope, { messageId, at: '2026-11-20T22:00:00.000Z' });
      expect(await row(messageId)).to.deep.include({ status: 'awaiting_approval', decision: null, approved_by: null });
      const card = (await database('moderation_cards').where({ message_id: messageId }).first()) as Record<
        string,
        unknown
      >;
      expect(card['telegram_message_id']).to.equal(null);
      expect(card['reminded_at']).to.equal(null);
    });

    it('expire only what nobody has decided', async () => {
      const transitions = createTransitionsRepository(database);
      const open = await addWaiting(database, club);
      const decided = await addWaiting(database, club);
      await moderation.decide(anna, { messageId: decided, decision: 'reject', via: 'telegram' });
      for (const messageId of [open, open, decided]) await transitions.expireMessage(club.scope, { messageId, at: AT });
      expect(await row(open)).to.deep.include({ status: 'expired', decision: 'expired', reason: 'not_decided' });
      expect((await row(decided)).status).to.equal('rejected');
      expect(await count('message_events', { message_id: open, kind: 'expired' })).to.equal(1);
      const late = await moderation.decide(anna, { messageId: open, decision: 'approve', via: 'telegram' });
      expect(late).to.deep.include({ outcome: 'too_late', decision: 'expired' });
    });

    it('tell the person’s reactivation of a rejection and of an expiry, in the same transaction', async () => {
      const [service] = await database('services')
        .insert({ company_id: club.companyId, external_id: 's1', title: 'Colour' })
        .returning<{ id: number }[]>('id');
      const [reactivation] = await database('reactivations')
        .insert({
          company_id: club.companyId,
          client_id: club.clientId,
          phone: '+16047000001',
          service_id: service?.id,
          workflow_id: 'reactivation:1:1',
          score: 1,
        })
        .returning<{ id: number }[]>('id');
      const messageId = await addWaiting(database, club, { reactivation_id: reactivation?.id });
      await moderation.decide(anna, { messageId, decision: 'reject', via: 'telegram' });
      expect(
        await database('notices').where({ workflow_id: 'reactivation:1:1' }).select('signal', 'subject_id'),
      ).to.deep.equal([{ signal: 'messageMoved', subject_id: messageId }]);
    });

    it('let only who rejected say why afterwards', async () => {
      const transitions = createTransitionsRepository(database);
      const messageId = await addWaiting(database, club);
      await moderation.decide(anna, { messageId, decision: 'reject', via: 'telegram' });
      expect(await transitions.explainRejection(boris, messageId, 'too_long')).to.equal(false);
      expect(
        await transitions.explainRejection({ ...anna, companyId: other.companyId }, messageId, 'too_long'),
      ).to.equal(false);
      expect(await transitions.explainRejection(anna, messageId, 'too_long')).to.equal(true);
      expect((await row(messageId)).reason).to.equal('too_long');
    });

    it('raise the card whoever changes the message', async () => {
      const messageId = await addWaiting(database, club);
      const wanted = async (): Promise<number> =>
        ((await database('moderation_cards').where({ message_id: messageId }).first()) as { wanted_version: number })
          .wanted_version;
      const before = await wanted();
      await database('messages').where({ id: messageId }).update({ updated_at: new Date() });
      expect(await wanted()).to.equal(before);
      await database('messages').where({ id: messageId }).update({ status: 'cancelled', reason: 'opted_out' });
      expect(await wanted()).to.equal(before + 1);
    });

    it('draft nothing for a message that is not there', async () => {
      const messageId = await addMessage(database, club);
      const outcome = await createTransitionsRepository(database)
        .openForApproval(other.scope, { messageId, at: AT })
        .catch((error: unknown) => error);
      expect(outcome).to.be.instanceOf(RuleBroken);
      expect((await row(messageId)).status).to.equal('drafting');
    });
  });
});
