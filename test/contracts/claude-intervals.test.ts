/** Asking Claude for intervals, against its stand-in: a suggestion for each service, nothing personal in the question, and trouble. */

import { expect } from 'chai';
import { type ServiceHistory, usableSuggestions } from '../../domain/campaigns/suggested-intervals.ts';
import { Unavailable } from '../../domain/errors.ts';
import { type Ask, createClaude } from '../../integrations/claude/ask.ts';
import { suggestIntervals } from '../../integrations/claude/suggest-interval.ts';
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { SANDBOX_CLAUDE } from '../../sandbox/credentials.ts';

const history = (serviceId: number, title: string, change: Partial<ServiceHistory> = {}): ServiceHistory => ({
  serviceId,
  title,
  category: null,
  businessType: 'hair_salon',
  language: 'en',
  currency: 'CZK',
  price: 650,
  visits: 12,
  clients: 9,
  gaps: { count: 0, quarterDays: null, medianDays: null, threeQuarterDays: null },
  ...change,
});

describe('asking Claude for intervals', () => {
  let sandbox: Sandbox;
  let ask: Ask;
  before(async () => {
    sandbox = createSandbox({ dataDir: null, pace: 'immediate' });
    const baseUrl = `${await sandbox.listen(0)}/claude`;
    ask = createClaude({ apiKey: SANDBOX_CLAUDE.apiKey, baseUrl, model: 'claude-haiku-4-5', timeoutMs: 5_000 });
  });
  after(() => sandbox.close());
  afterEach(() => sandbox.faults.clear());

  it('brings a usable suggestion for every service, from its gaps where there are some', async () => {
    const gaps = { count: 12, quarterDays: 20, medianDays: 23.5, threeQuarterDays: 30 };
    const asked = [history(71, 'Haircut'), history(72, 'Balayage'), history(73, 'Something', { gaps })];
    const answered = (await suggestIntervals(ask, asked)) ?? [];
    const usable = usableSuggestions([71, 72, 73], answered);
    expect(usable.map(({ serviceId, days }) => [serviceId, days])).to.deep.equal([
      [71, 35],
      [72, 49],
      [73, 24],
    ]);
    for (const one of usable) expect(one.reasoning).to.match(/^\S.{10,}/);
  });

  it('tells neither our ids nor anything of a person', async () => {
    await suggestIntervals(ask, [history(987_654, 'Haircut')]);
    const told = sandbox.claude.calls().at(-1)?.user ?? '';
    expect(told).to.include('Haircut').and.not.include('987654');
    const facts = JSON.parse(told.slice(told.indexOf('{'), told.lastIndexOf('}') + 1)) as Record<string, unknown>;
    expect(Object.keys(facts)).to.have.members(['task', 'language', 'business_type', 'currency', 'services']);
  });

  it('has no answer when the model refuses or keeps to no shape, and says when it is away', async () => {
    for (const kind of ['refusal', 'wrong_shape', 'cut_off']) {
      sandbox.faults.add({ system: 'claude', kind, count: 1 });
      expect(await suggestIntervals(ask, [history(1, 'Haircut')]), kind).to.equal(null);
    }
    sandbox.faults.add({ system: 'claude', kind: 'overloaded', count: 1 });
    const away = await suggestIntervals(ask, [history(1, 'Haircut')]).catch((error: unknown) => error);
    expect(away).to.be.instanceOf(Unavailable);
  });
});
