/** What the charts of the admin compute before they draw. */

import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCE = path.join(import.meta.dirname, '../../admin-ui/src');
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const load = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(path.join(SOURCE, file)).href)) as Module;

interface Geometry {
  reachOf: (values: (number | null)[], fromZero: boolean) => { least: number; most: number };
  labelled: (positions: number[], labelWidth: number) => number[];
  standsAlone: (positions: number[], index: number, distance: number) => boolean;
  nearest: (positions: number[], x: number) => number;
  stepTo: (key: string, at: number, count: number) => number | null;
}
interface Trend {
  changeOf: (
    kind: string,
    now: number | null,
    before: number | null | undefined,
  ) => { by: number; unit: string } | null;
  valueOn: (points: { on: string; value: number | null }[], day: string) => number | null | undefined;
}
interface Step {
  step: string;
  reached: number;
  fulfils: number;
  ofFirst: number | null;
  ofBefore: number | null;
  dropped: { people: number; wentOn: number } | null;
}

const geometry = await load<Geometry>('components/chart/geometry.ts');
const trend = await load<Trend>('features/insight/components/trend.ts');
const { stepsOf } = await load<{ stepsOf: (steps: Pick<Step, 'step' | 'reached' | 'fulfils'>[]) => Step[] }>(
  'features/insight/components/funnel-steps.ts',
);
const { isCut } = await load<{
  isCut: (bucket: { from: string; to: string }, by: string, today: string | undefined) => boolean;
}>('features/insight/components/buckets.ts');
const { asCsv } = await load<{ asCsv: (rows: (string | number | null)[][]) => string }>('platform/csv.ts');
const days = await load<{
  addDays: (day: string, by: number) => string;
  addMonths: (day: string, by: number) => string;
  daysBetween: (from: string, to: string) => number;
  asDay: (text: string | undefined) => string | undefined;
}>('platform/days.ts');

describe('the axis of a chart', () => {
  it('begins at zero for bars, and near the values of a line that hardly moves', () => {
    expect(geometry.reachOf([300, 320], true)).to.deep.equal({ least: 0, most: 320 });
    const { least, most } = geometry.reachOf([300, 320], false);
    expect(least).to.be.within(280, 300);
    expect(most).to.be.within(320, 340);
  });

  it('shows zero to a line that comes near it', () => {
    expect(geometry.reachOf([2, 9], false)).to.deep.equal({ least: 0, most: 9 });
  });

  it('has a height also when there is nothing, or nothing but zeros', () => {
    for (const values of [[], [null], [0, 0]])
      expect(geometry.reachOf(values, false)).to.deep.equal({ least: 0, most: 1 });
  });

  it('always names the newest point, and no more points than there is room for', () => {
    expect(geometry.labelled([0, 20, 40, 60, 80, 100], 40)).to.deep.equal([1, 3, 5]);
    expect(geometry.labelled([0, 100, 200], 80)).to.deep.equal([0, 1, 2]);
    expect(geometry.labelled([0, 300, 310, 320, 330], 80)).to.deep.equal([0, 4]);
    expect(geometry.labelled([], 80)).to.deep.equal([]);
  });
});

describe('a point of a line', () => {
  it('is drawn as a dot where its neighbours are far, as those of month-ends are', () => {
    const positions = [0, 100, 200, 205, 210];
    expect(positions.map((_, index) => geometry.standsAlone(positions, index, 14))).to.deep.equal([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('reading a chart', () => {
  it('takes the point that is nearest to the pointer', () => {
    expect([0, 14, 16, 500].map((x) => geometry.nearest([10, 20, 30], x))).to.deep.equal([0, 0, 1, 2]);
  });

  it('goes by keys from the first point to the last, and no further', () => {
    expect(geometry.stepTo('ArrowRight', 4, 5)).to.equal(4);
    expect(geometry.stepTo('ArrowLeft', 0, 5)).to.equal(0);
    expect(geometry.stepTo('Home', 3, 5)).to.equal(0);
    expect(geometry.stepTo('PageUp', 10, 90)).to.equal(19);
    expect(geometry.stepTo('a', 3, 5)).to.equal(null);
  });
});

describe('the change of a number', () => {
  it('is so many people, percentage points of a rate, and a share of money', () => {
    expect(trend.changeOf('count', 321, 292)).to.deep.equal({ by: 29, unit: 'number' });
    expect(trend.changeOf('rate', 0.429, 0.4)).to.deep.equal({ by: 2.9, unit: 'points' });
    expect(trend.changeOf('money', 110_000, 100_000)).to.deep.equal({ by: 0.1, unit: 'share' });
  });

  it('is not said where either day is unknown, or where money came from nothing', () => {
    expect(trend.changeOf('count', 5, undefined)).to.equal(null);
    expect(trend.changeOf('rate', null, 0.2)).to.equal(null);
    expect(trend.changeOf('money', 5000, 0)).to.equal(null);
  });

  it('is against that very day, not against one nearby', () => {
    const points = [{ on: '2026-03-01', value: 4 }];
    expect(trend.valueOn(points, '2026-03-01')).to.equal(4);
    expect(trend.valueOn(points, '2026-03-02')).to.equal(undefined);
  });
});

describe('the steps of the trial funnel', () => {
  const steps = (...reached: number[]): Step[] =>
    stepsOf(reached.map((count, index) => ({ step: `step ${String(index)}`, reached: count, fulfils: count })));

  it('say which share came from the step before, and who stopped there', () => {
    const [first, second, third] = steps(100, 40, 10);
    expect(first?.dropped).to.deep.equal({ people: 60, wentOn: 0.4 });
    expect(second).to.include({ ofFirst: 0.4, ofBefore: 0.4 });
    expect(third).to.include({ ofFirst: 0.1, ofBefore: 0.25, dropped: null });
  });

  it('divide by nothing when nobody came', () => {
    for (const step of steps(0, 0)) expect(step).to.include({ ofFirst: null, ofBefore: null, dropped: null });
  });
});

describe('a week or a month of activity', () => {
  it('is marked when the span or today cuts it', () => {
    expect(isCut({ from: '2026-11-09', to: '2026-11-15' }, 'week', '2026-11-20')).to.equal(false);
    expect(isCut({ from: '2026-11-16', to: '2026-11-20' }, 'week', '2026-11-20')).to.equal(true);
    expect(isCut({ from: '2026-11-12', to: '2026-11-15' }, 'week', '2026-11-20')).to.equal(true);
    expect(isCut({ from: '2024-02-01', to: '2024-02-29' }, 'month', '2026-11-20')).to.equal(false);
    expect(isCut({ from: '2024-02-01', to: '2024-02-28' }, 'month', '2026-11-20')).to.equal(true);
    expect(isCut({ from: '2024-02-02', to: '2024-02-29' }, 'month', '2026-11-20')).to.equal(true);
  });

  it('is open on its last day as well, which is today', () => {
    expect(isCut({ from: '2026-11-16', to: '2026-11-22' }, 'week', '2026-11-22')).to.equal(true);
    expect(isCut({ from: '2026-11-22', to: '2026-11-22' }, 'day', '2026-11-22')).to.equal(true);
  });
});

describe('days in the pages', () => {
  it('are counted on the calendar, over leap days and changes of the clock', () => {
    expect(days.addDays('2024-02-28', 2)).to.equal('2024-03-01');
    expect(days.addMonths('2026-03-31', -1)).to.equal('2026-02-28');
    expect(days.daysBetween('2026-03-07', '2026-03-09')).to.equal(2);
  });

  it('are ignored in an address when they are none', () => {
    expect(['2026-02-30', 'soon', '', undefined].map((text) => days.asDay(text))).to.deep.equal(
      Array.from({ length: 4 }),
    );
    expect(days.asDay('2026-02-28')).to.equal('2026-02-28');
  });
});

describe('a file for a spreadsheet', () => {
  it('quotes what would break a row, and disarms what would be a formula', () => {
    expect(asCsv([['a "b", c', '=1+1', -5, null]])).to.equal('\uFEFF"a ""b"", c","\'=1+1","-5",""');
    // As in the files of the API: a wide sign counts as one, and a phone stays a phone.
    expect(asCsv([['＝1+1', '+16047001001', '\n=1']])).to.equal('\uFEFF"\'＝1+1","+16047001001","\'\n=1"');
  });
});
