/** Every source of an interval is kept with its rule, and the one that counts is named. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createIntervalSuggestionsRepository } from '../../../db/repositories/campaigns/interval-suggestions.ts';
import { createIntervalsRepository } from '../../../db/repositories/campaigns/intervals.ts';
import { createServiceRulesRepository, type RuleChange } from '../../../db/repositories/campaigns/service-rules.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { makeCard, makeSalon, makeService, makeVisit, type Salon } from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = '2026-03-01T05:00:00.000Z';
const LATER = '2026-03-08T05:00:00.000Z';

describe('the sources of an interval', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let salon: Salon;
  let haircut: number;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    salon = await makeSalon(database);
    haircut = await makeService(database, salon, { title: 'Haircut', category_title: 'Hair', price_min_minor: 65_000 });
  });

  const rules = () => createServiceRulesRepository(database);
  const rule = (of = salon) => rules().rule(of.scope, haircut);
  const suggestions = () => createIntervalSuggestionsRepository(database);
  const keep = (days: number, at = AT, reasoning = 'Usual for a haircut') =>
    suggestions().keep(salon.scope, [haircut], [{ serviceId: haircut, days, reasoning }], at);
  async function change(update: Record<string, unknown>, version: number) {
    const { manualInterval, retryIntervalDays, maxAttempts, isActive, discountProgression } = await rule();
    const all = { manualInterval, retryIntervalDays, maxAttempts, isActive, discountProgression };
    return rules().change(salon.scope, haircut, { ...all, ...update, version });
  }
  /** Two people with eleven visits, twelve and thirteen days apart: twenty gaps of which the middle is 12.5. */
  async function history(of: Salon, service: number): Promise<void> {
    for (const gap of [12, 13]) {
      const card = await makeCard(database, of);
      for (let visit = 0; visit < 11; visit += 1) {
        const day = new Date(Date.parse('2025-09-01') + visit * gap * 86_400_000).toISOString().slice(0, 10);
        await makeVisit(database, of, card, day, [service]);
      }
    }
  }

  it('are all shown, and history is counted by night with how many gaps it knows', async () => {
    await history(salon, haircut);
    await keep(40);
    expect(await rule()).to.deep.include({
      intervalDays: 30,
      intervalSource: 'default',
      historicalGaps: { count: 0, medianDays: null },
    });
    const intervals = createIntervalsRepository(database);
    for (let night = 0; night < 2; night += 1)
      await intervals.refreshIntervals(salon.scope, '2026-03-01', new Date(AT));
    expect(await rule()).to.deep.include({
      intervalDays: 13,
      intervalSource: 'historical',
      calculatedAvgInterval: 13,
      historicalGaps: { count: 20, medianDays: 12.5 },
      aiSuggestedInterval: 40,
      aiReasoning: 'Usual for a haircut',
      aiSuggestedAt: AT,
      defaultIntervalDays: 30,
    });
    const [stored] = await database('service_reactivation_rules').where({ service_id: haircut });
    expect(stored).to.include({ active_interval_source: 'historical', calculated_avg_interval: 13 });
    // Had the last gap not happened yet, history would say nothing.
    await intervals.refreshIntervals(salon.scope, '2025-12-01', new Date(AT));
    expect((await rule()).intervalSource).to.equal('default');
  });

  it('count a suggestion once a manager accepted the number they saw', async () => {
    await keep(40);
    const seen = await rule();
    await keep(50, LATER, 'More than before');
    const late = await change({ aiSuggestionAccepted: true }, seen.version);
    expect(late).to.deep.include({ outcome: 'conflict' });
    const now = await rule();
    const accepted = await change({ aiSuggestionAccepted: true }, now.version);
    expect(accepted.outcome === 'changed' && accepted.rule).to.deep.include({ intervalDays: 50, intervalSource: 'ai' });
    // The same answer again changes nothing; another number has to be accepted anew.
    await keep(50, LATER, 'More than before');
    expect(await rule()).to.include({ intervalSource: 'ai', version: now.version + 1 });
    await keep(60, LATER);
    expect(await rule()).to.include({ intervalSource: 'default', aiSuggestionAccepted: false });
    const [stored] = await database('service_reactivation_rules').where({ service_id: haircut });
    expect(stored?.active_interval_source).to.equal('default');
    const declined = await change({ aiSuggestionAccepted: false }, (await rule()).version);
    expect(declined.outcome).to.equal('changed');
  });

  it('remember who declined a suggestion and when, until they take it back, accept it or are asked anew', async () => {
    const said = (change: RuleChange) => change.outcome === 'changed' && change.rule;
    const declined = async (of: Record<string, unknown>) => said(await change(of, (await rule()).version));
    await keep(70);
    const no = await declined({ aiSuggestionDeclined: true });
    expect(no).to.include({ aiSuggestionDeclinedBy: salon.scope.actor.name, intervalSource: 'default' });
    const { aiSuggestionDeclinedAt } = await rule();
    expect(aiSuggestionDeclinedAt).to.be.a('string');
    // Saving something else keeps the no as it was; the same number again is not a new question.
    expect(await declined({ maxAttempts: 4 })).to.include({ aiSuggestionDeclinedAt });
    await keep(70, LATER, 'Still seventy');
    expect(await rule()).to.include({ aiSuggestionDeclinedAt });
    expect(await declined({ aiSuggestionDeclined: false })).to.include({ aiSuggestionDeclinedAt: null });
    await declined({ aiSuggestionDeclined: true });
    expect(await declined({ aiSuggestionAccepted: true })).to.include({
      aiSuggestionDeclinedAt: null,
      aiSuggestionDeclinedBy: null,
      aiSuggestionAccepted: true,
    });
    expect(await declined({ aiSuggestionDeclined: true })).to.include({ aiSuggestionAccepted: false });
    await keep(80, LATER);
    expect(await rule()).to.include({ aiSuggestedInterval: 80, aiSuggestionDeclinedAt: null });
  });

  it('take no yes to a suggestion that nobody made', async () => {
    const refused = await change({ aiSuggestionAccepted: true }, 1).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(RuleBroken).with.property('code', 'no_suggestion_to_accept');
    const no = await change({ aiSuggestionDeclined: true }, 1).catch((error: unknown) => error);
    expect(no).to.be.instanceOf(RuleBroken).with.property('code', 'no_suggestion_to_decline');
  });

  it('let a manager mark a service as personal training, and give it back to its words', async () => {
    expect(await rule()).to.include({ isPersonalTraining: null, countsAsPersonalTraining: false });
    const marked = await change({ isPersonalTraining: true }, 1);
    expect(marked.outcome === 'changed' && marked.rule).to.include({
      isPersonalTraining: true,
      countsAsPersonalTraining: true,
    });
    await change({ manualInterval: 20 }, 2);
    expect(await rule()).to.include({ isPersonalTraining: true, manualInterval: 20 });
    await change({ isPersonalTraining: null }, 3);
    expect(await rule()).to.include({ isPersonalTraining: null, countsAsPersonalTraining: false });
  });

  it('are asked of the model only where nothing better is known, and not every week', async () => {
    const known = await makeService(database, salon, { title: 'Colour' });
    await history(salon, known);
    await makeService(database, salon, { title: 'By hand' }, { manual_interval: 9 });
    await makeService(database, salon, { title: 'Off' }, { is_active: false });
    await makeService(database, salon, { title: 'Gone', is_deleted: true });
    const bare = await makeService(database, salon, { title: 'No rule yet' }, null);
    const other = await makeSalon(database);
    const theirs = await makeService(database, other);
    const toAsk = (ids: number[] | null, at = AT) => suggestions().toAsk(salon.scope, ids, at);
    expect(await toAsk(null)).to.deep.equal([haircut, bare]);
    expect(await toAsk([known, theirs])).to.deep.equal([known]);
    // Asked without an answer: what was known stays, and the question rests for a season.
    await keep(40);
    await suggestions().keep(salon.scope, [haircut, bare], [], LATER);
    expect(await rule()).to.include({ aiSuggestedInterval: 40, aiSuggestedAt: AT });
    expect(await toAsk(null, '2026-05-01T00:00:00Z')).to.deep.equal([]);
    expect(await toAsk(null, '2026-07-01T00:00:00Z')).to.deep.equal([haircut, bare]);
    expect(await suggestions().toAsk(other.scope, null, AT)).to.deep.equal([theirs]);
  });

  it('tell the model counts and lengths of a service, and nothing of anybody', async () => {
    await history(salon, haircut);
    expect(await suggestions().histories(salon.scope, [haircut], AT)).to.deep.equal([
      {
        serviceId: haircut,
        title: 'Haircut',
        category: 'Hair',
        businessType: 'other',
        language: 'cs',
        currency: 'CZK',
        visits: 22,
        clients: 2,
        price: 650,
        gaps: { count: 20, quarterDays: 12, medianDays: 12.5, threeQuarterDays: 13 },
      },
    ]);
    await keep(40);
    expect(await suggestions().histories(salon.scope, [haircut], AT)).to.deep.equal([]);
    expect(await suggestions().histories(salon.scope, [haircut], LATER)).to.have.length(1);
  });
});
