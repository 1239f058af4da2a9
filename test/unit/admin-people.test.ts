/** What the pages about people read from an address, a story and a habit before they draw. */

import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { clientsQuery } from '../../contracts/http/insight.ts';

const SOURCE = path.join(import.meta.dirname, '../../admin-ui/src/features/insight/components');
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const load = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(path.join(SOURCE, file)).href)) as Module;

interface Narrowed {
  key: string;
  value: string;
  clears: string[];
}
interface Whom {
  narrowedBy: (search: Record<string, string>) => Narrowed[];
  whomQuery: (narrowed: Narrowed[]) => Record<string, string>;
}
interface Likes {
  surenessOf: (confidence: number) => string;
  sentenceOf: (preferences: Record<string, unknown>) => Record<string, unknown> | null;
}
interface Strip {
  stripOf: (first: string | null, last: string | null, today: string) => Record<string, unknown>;
  placeOf: (day: string, today: string) => number | null;
  monthsOf: (today: string) => { on: string; at: number }[];
  dotsOf: (
    items: { key: string; kind: string; at: string }[],
    today: string,
    timeZone: string,
  ) => { on: string; at: number; isMissed: boolean }[];
  reachesBack: (oldestAt: string | undefined, today: string, timeZone: string) => boolean;
}
interface Groups {
  CHURNED: string[];
  TRAINING: string[];
  filterOf: (key: string) => Record<string, string>;
  countOf: (key: string, metrics: object | undefined, segments: object | undefined) => number | undefined;
  chosenOf: (groups: string[], asked: string | undefined, first: string) => string;
}

const whom = await load<Whom>('whom.ts');
const likes = await load<Likes>('sureness.ts');
const strip = await load<Strip>('year-strip.ts');
const groups = await load<Groups>('people-groups.ts');

describe('whom a list of clients shows', () => {
  it('is everything of the address that is known, in the order of the title', () => {
    const search = { asOf: '2026-08-01', cohort: '2026-03', metric: 'inactive_60', segment: 'at_risk', sort: 'name' };
    expect(whom.narrowedBy(search).map(({ key }) => key)).to.deep.equal(['segment', 'metric', 'cohort', 'asOf']);
  });

  it('leaves out what an old or mistyped link says, so that the list still opens', () => {
    const search = {
      segment: 'nobody',
      metric: 'revenue_30d',
      trialStep: 'tenth_visit',
      cohort: '2026-13',
      asOf: 'soon',
    };
    expect(whom.narrowedBy(search)).to.deep.equal([]);
    expect(whom.narrowedBy({ metric: 'segment_at_risk' })).to.deep.equal([]);
  });

  it('takes those who went no further as one part with their step', () => {
    const [only, ...others] = whom.narrowedBy({ trialStep: 'second_visit', dropped: 'true' });
    expect(others).to.deep.equal([]);
    expect(only).to.deep.equal({ key: 'dropped', value: 'second_visit', clears: ['trialStep', 'dropped'] });
    expect(whom.whomQuery(only ? [only] : [])).to.deep.equal({ trialStep: 'second_visit', dropped: 'true' });
  });

  it('asks for everybody when a step is missing from “went no further”', () => {
    expect(whom.whomQuery(whom.narrowedBy({ dropped: 'true' }))).to.deep.equal({});
  });
});

describe('what the pages about people ask the API', () => {
  const refused = (asked: object): string[] => {
    const { success, data } = clientsQuery.safeParse(asked);
    // What the API does not know it would drop in silence, and answer with everybody.
    return success ? Object.keys(asked).filter((key) => !(key in data)) : Object.keys(asked);
  };

  it('is a filter that it knows, whatever part of an address is used', () => {
    const search = {
      segment: 'at_risk',
      metric: 'pt_churn',
      trialStep: 'membership',
      cohort: '2026-03',
      asOf: '2026-08-01',
    };
    expect(refused(whom.whomQuery(whom.narrowedBy(search)))).to.deep.equal([]);
    expect(refused(whom.whomQuery(whom.narrowedBy({ ...search, dropped: 'true' })))).to.deep.equal([]);
  });

  it('is a filter that it knows for each group of people', () => {
    const all = [...groups.CHURNED, ...groups.TRAINING];
    expect(all).to.have.length(8);
    expect(all.flatMap((key) => refused(groups.filterOf(key)))).to.deep.equal([]);
  });
});

describe('what a person likes', () => {
  const told = (value: unknown, confidence: number) => ({ value, confidence });

  it('is quite sure from six of ten visits, fairly sure from three of ten, else a guess', () => {
    expect([0.6, 0.59, 0.3, 0.29, 0].map(likes.surenessOf)).to.deep.equal([
      'quite',
      'fairly',
      'fairly',
      'guess',
      'guess',
    ]);
  });

  it('leaves a guess out of the sentence while anything surer is known', () => {
    const sentence = likes.sentenceOf({
      weekday: told(4, 0.8),
      partOfDay: told('evening', 0.1),
      staff: told('JJ', 0.4),
    });
    expect(sentence).to.deep.equal({ weekday: 4, partOfDay: null, staff: 'JJ', sureness: 'fairly' });
  });

  it('says a guess as a guess, and nothing when nothing is known', () => {
    const guess = likes.sentenceOf({ weekday: told(1, 0.1), partOfDay: null, staff: null });
    expect(guess).to.deep.equal({ weekday: 1, partOfDay: null, staff: null, sureness: 'guess' });
    expect(likes.sentenceOf({ weekday: null, partOfDay: null, staff: null })).to.equal(null);
  });
});

describe('the line of somebody’s last twelve months', () => {
  const today = '2026-11-20';

  it('begins 364 days ago and ends today', () => {
    expect(strip.placeOf(today, today)).to.equal(1);
    expect(strip.placeOf('2025-11-21', today)).to.equal(0);
    expect(strip.placeOf('2025-11-20', today)).to.equal(null);
    expect(strip.placeOf('2026-11-21', today)).to.equal(null);
  });

  it('runs from the left edge for whoever began before it, and is silence after the last visit', () => {
    const to = strip.placeOf('2026-05-22', today);
    expect(strip.stripOf('2020-01-01', '2026-05-22', today)).to.deep.equal({
      came: { from: 0, to },
      away: { from: to, to: 1 },
    });
  });

  it('is silence alone for whoever was not here in these months, or never', () => {
    const silence = { came: null, away: { from: 0, to: 1 } };
    expect(strip.stripOf('2020-01-01', '2025-11-20', today)).to.deep.equal(silence);
    expect(strip.stripOf(null, null, today)).to.deep.equal(silence);
  });

  it('has twelve months on its scale, also across a leap day', () => {
    expect(strip.monthsOf('2028-03-15')).to.have.length(12);
    expect(strip.monthsOf('2028-03-15').at(0)?.on).to.equal('2027-04-01');
  });

  it('puts each visit on the club’s own day, and leaves out what is no visit or still to come', () => {
    const items = [
      { key: 'b', kind: 'booking', at: '2026-11-22T18:00:00Z' },
      { key: 'v2', kind: 'visit', at: '2026-11-20T05:00:00Z' },
      { key: 'm', kind: 'message', at: '2026-11-01T18:00:00Z' },
      { key: 'v1', kind: 'no_show', at: '2026-03-01T20:00:00Z' },
      { key: 'v0', kind: 'visit', at: '2024-03-01T20:00:00Z' },
    ];
    expect(strip.dotsOf(items, today, 'America/Vancouver').map(({ on, isMissed }) => ({ on, isMissed }))).to.deep.equal(
      [
        { on: '2026-03-01', isMissed: true },
        { on: '2026-11-19', isMissed: false },
      ],
    );
  });

  it("is whole once its oldest entry lies before it, on the company's own days", () => {
    expect(strip.reachesBack(undefined, today, 'America/Vancouver')).to.equal(false);
    expect(strip.reachesBack('2025-11-22T20:00:00Z', today, 'America/Vancouver')).to.equal(false);
    expect(strip.reachesBack('2025-11-20T20:00:00Z', today, 'America/Vancouver')).to.equal(true);
  });
});

describe('a group of people', () => {
  it('is found by its number or by its segment', () => {
    expect(groups.filterOf('pt_churn')).to.deep.equal({ metric: 'pt_churn' });
    expect(groups.filterOf('segment_lost_clients')).to.deep.equal({ segment: 'lost_clients' });
  });

  it('is not counted as nobody while its number is still on its way', () => {
    expect(groups.countOf('pt_churn', undefined, undefined)).to.equal(undefined);
    expect(groups.countOf('pt_churn', { pt_churn: 0 }, undefined)).to.equal(0);
    expect(groups.countOf('segment_at_risk', {}, { at_risk: 41 })).to.equal(41);
  });

  it('is the first to look at when the address asks for one that the page does not have', () => {
    expect(groups.chosenOf(['pt_first', 'pt_churn'], 'inactive_60', 'pt_churn')).to.equal('pt_churn');
    expect(groups.chosenOf(['pt_first', 'pt_churn'], 'pt_first', 'pt_churn')).to.equal('pt_first');
  });
});
