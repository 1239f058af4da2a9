import { expect } from 'chai';
import { createFreeSlots, type FreeSlotsDeps } from '../../../activities/sync/free-slots.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { BookingGateway } from '../../../domain/sync/booking-gateway.ts';

const scope = systemScope(1, 'test');
const question = { staffIds: [1], serviceId: 7, from: '2026-11-21', to: '2026-11-22', at: '2026-11-20T12:00:00Z' };

/** A platform that answers when it is let, and a cache that keeps what it said. */
function world() {
  const kept = new Map<string, string[]>();
  const questions: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const gateway = {
    freeDates: async () => {
      await gate;
      return ['2026-11-21'];
    },
    freeTimes: (_company: unknown, asked: { date: string; staffExternalId: string }) => {
      questions.push(`${asked.staffExternalId} ${asked.date}`);
      return Promise.resolve([
        { startsAt: `${asked.date}T10:00:00Z`, localDate: asked.date, localTime: '10:00', durationSeconds: 3600 },
      ]);
    },
  } as unknown as BookingGateway;
  const store: FreeSlotsDeps['store'] = {
    company: () => Promise.resolve({} as never),
    externalIds: (_scope, { staffIds }) =>
      Promise.resolve({
        service: { externalId: 's' },
        staff: staffIds.map((staffId) => ({ staffId, externalId: String(staffId) })),
      }),
    freshDays: (_scope, { staffIds }) =>
      Promise.resolve(
        [...kept].flatMap(([key, startsAt]) => {
          const [staffId = '', localDate = ''] = key.split(' ');
          return staffIds.includes(Number(staffId)) ? [{ staffId: Number(staffId), localDate, startsAt }] : [];
        }),
      ),
    saveDays: (_scope, _serviceId, days) => {
      for (const day of days) kept.set(`${String(day.staffId)} ${day.localDate}`, day.startsAt);
      return Promise.resolve();
    },
  };
  return { freeSlots: createFreeSlots({ store, gatewayFor: () => Promise.resolve(gateway) }), questions, release };
}

describe('asking for free times', () => {
  it('asks the platform once for what two messages want at the same time', async () => {
    const { freeSlots, questions, release } = world();
    const both = Promise.all([freeSlots(scope, question), freeSlots(scope, question)]);
    release();
    const [first, second] = await both;
    expect(first).to.deep.equal(second);
    expect(first).to.have.length(1);
    expect(questions).to.deep.equal(['1 2026-11-21']);
  });

  it('lets one person’s times be asked for to the end before the next one’s, and says when to come back', async () => {
    const { freeSlots, release } = world();
    const first = freeSlots(scope, question);
    const second = await freeSlots(scope, { ...question, staffIds: [2] }).catch((error: unknown) => error);
    expect(second).to.be.instanceOf(Unavailable);
    expect(second).to.include({ why: 'slots_queue' });
    expect((second as Unavailable).retryAfterMs).to.be.greaterThan(500);
    release();
    expect(await first).to.have.length(1);
  });

  it('frees the way after trouble', async () => {
    const { freeSlots, release } = world();
    release();
    await freeSlots(scope, question);
    expect(await freeSlots(scope, { ...question, staffIds: [3] })).to.have.length(1);
  });
});
