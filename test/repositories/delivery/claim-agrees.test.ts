import { expect } from 'chai';
import fc from 'fast-check';
import type { Database } from '../../../db/database.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { mayGo, type RowFacts } from '../../../domain/delivery/may-go.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  days,
  hours,
  later,
  makeClub,
  makeMessage,
  makePerson,
  messageOf,
  NOON,
  rowOf,
} from '../../support/delivery-world.ts';

const TODAY = '2026-03-03';
const often = <T>(usual: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    ...rare.map((value) => ({ weight: 1, arbitrary: fc.constant(value) })),
  );

/** Mostly a row that may go, with one thing or another in its way. */
const anyRow: fc.Arbitrary<RowFacts> = fc.record({
  at: fc.constant(NOON),
  today: fc.constant(TODAY),
  isAnswer: fc.boolean(),
  confirmsOptOut: often(false, true),
  optOutConfirmed: fc.boolean(),
  messageStatus: often('queued', 'waiting', 'failed', 'cancelled', 'rejected'),
  kind: often<'template' | 'text'>('template', 'text'),
  mode: fc.constantFrom('moderation', 'notification'),
  approved: often(true, false),
  isFixedText: often(false, true),
  phoneInBooks: often(true, false),
  optedOut: often(false, true),
  newsletter: often<'yes' | 'no' | 'unknown'>('yes', 'no', 'unknown'),
  consentUnread: often(false, true),
  visitedInYear: fc.boolean(),
  goodUntil: often<Date | null>(null, later(NOON, hours(1)), NOON, later(NOON, -hours(1))),
  windowUntil: often<Date | null>(later(NOON, hours(1)), null, NOON),
  marketingHold: often(false, true),
  templateStatus: often<string | null>('APPROVED', 'PAUSED', null),
  slotGone: often(false, true),
  slotsUnchecked: often(false, true),
  sentOn: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    {
      weight: 2,
      arbitrary: fc.uniqueArray(
        fc.constantFrom(
          '2026-03-03',
          '2026-02-25',
          '2026-02-24',
          '2026-02-20',
          '2026-02-16',
          '2026-02-10',
          '2026-02-03',
          '2026-02-02',
          '2026-02-01',
        ),
        { maxLength: 6 },
      ),
    },
  ),
  priceMicros: fc.constantFrom(0, 1_980_000),
  budgetLeft: fc.constant(null),
});

describe('the claim and the rules', () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());

  /** Rows in the database that are exactly what the facts say. */
  async function put(club: Club, facts: RowFacts, index: number): Promise<number> {
    const template = `reprise_${String(index)}`;
    if (facts.templateStatus !== null) {
      await database('message_templates').insert({
        company_id: club.companyId,
        scenario: 'x',
        name: template,
        language: 'cs',
        status: facts.templateStatus,
        body: '{{1}}',
        variables: ['first_name'],
      });
    }
    const agreed = facts.newsletter === 'unknown' ? null : facts.newsletter === 'yes';
    const person = await makePerson(database, club, {
      newsletter_agreed: agreed,
      is_deleted: !facts.phoneInBooks,
      card_read_at: facts.consentUnread ? null : NOON,
    });
    if (facts.visitedInYear) {
      await database('visits').insert({
        company_id: club.companyId,
        external_id: `v${String(person.clientId)}`,
        client_id: person.clientId,
        starts_at: later(NOON, -days(300)),
        local_date: '2025-05-07',
        duration_seconds: 3600,
        attendance: 1,
      });
    }
    const messageId = await makeMessage(database, club, person, {
      status: facts.messageStatus,
      kind: facts.kind,
      mode: facts.mode,
      decision: facts.approved ? 'approved' : null,
      written_by: facts.isFixedText ? 'fixed' : 'claude',
      template,
      slots: JSON.stringify([
        { startsAt: later(NOON, facts.slotGone ? -1 : days(2)).toISOString(), staffId: 1, serviceId: 1 },
      ]),
    });
    const row = {
      company_id: club.companyId,
      phone_number_id: club.phoneNumberId,
      client_id: person.clientId,
      phone: person.phone,
    };
    await database('outbox_messages').insert({
      ...row,
      message_id: messageId,
      is_answer: facts.isAnswer,
      confirms_opt_out: facts.confirmsOptOut,
      good_until: facts.goodUntil,
      slots_checked_at: facts.slotsUnchecked ? null : later(NOON, -1),
      price_micros: facts.priceMicros,
      next_attempt_at: NOON,
      status: facts.messageStatus === 'failed' ? 'failed' : 'queued',
    });
    if (facts.optedOut) {
      await database('opt_outs').insert({
        company_id: club.companyId,
        phone: person.phone,
        source: 'word',
        confirmed_at: facts.optOutConfirmed ? NOON : null,
      });
    }
    await database('conversations').insert({
      company_id: club.companyId,
      phone: person.phone,
      window_until: facts.windowUntil,
      marketing_hold: facts.marketingHold,
    });
    for (const day of facts.sentOn) {
      const earlier = await makeMessage(database, club, person, { status: 'delivered' });
      await database('outbox_messages').insert({
        ...row,
        message_id: earlier,
        status: 'delivered',
        sent_at: `${day}T00:30:00+01:00`,
        sending_at: `${day}T00:30:00+01:00`,
      });
    }
    return messageId;
  }

  async function verdictInDatabase(messageId: number, went: Set<number>): Promise<string> {
    if (went.has(messageId)) return 'go';
    const row = await rowOf(database, messageId);
    if (row['wait_reason']) return `wait:${row['wait_reason'] as string}`;
    if (row['close_reason'] === 'taken_back')
      return `take_back:${String((await messageOf(database, messageId)).reason)}`;
    return row.status === 'cancelled' ? `end:${row['close_reason'] as string}` : 'nothing';
  }

  it('decide alike about every row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 20, maxLength: 30 }), fc.boolean(), async (drawn, isUsedUp) => {
        const rows = drawn.map((row) => ({ ...row, budgetLeft: isUsedUp ? 0 : null }));
        const club = await makeClub(database, {
          settings: {
            message_budget_minor: isUsedUp ? 0 : null,
            daily_limit_mode: 'manual',
            manual_daily_limit: 10_000,
            manual_hourly_limit: 10_000,
            manual_concurrent_limit: 100,
          },
        });
        const messageIds: number[] = [];
        for (const [index, facts] of rows.entries()) messageIds.push(await put(club, facts, index));
        const epoch = (await createSendingRepository(database).raiseEpoch(club.scope, club.phoneNumberId))!;
        const claim = await createClaimRepository(database).claim(club.scope, {
          readsConsent: true,
          checksSlots: true,
          phoneNumberId: club.phoneNumberId,
          epoch,
          at: NOON,
          atMost: 1_000,
        });
        const went = new Set(claim.outcome === 'claimed' ? claim.rows.map((row) => row.messageId) : []);
        for (const [index, facts] of rows.entries()) {
          const verdict = mayGo(facts);
          const expected = 'reason' in verdict ? `${verdict.verdict}:${verdict.reason}` : verdict.verdict;
          expect(await verdictInDatabase(messageIds[index]!, went), JSON.stringify(facts)).to.equal(expected);
        }
      }),
      { numRuns: 12 },
    );
  });
});
