/** Which people a list shows, read from its address: each part can be named and taken away. */

import type { TrialFunnel } from '../../../../../contracts/http/metrics.ts';
import { asDay } from '../../../platform/days.ts';
import { natureOf } from './metric-groups.ts';
import { SEGMENTS } from './segment-names.ts';

export const WHOM = ['segment', 'metric', 'trialStep', 'dropped', 'cohort', 'asOf'] as const;
export type WhomKey = (typeof WHOM)[number];
const STEPS: TrialFunnel['steps'][number]['step'][] = [
  'first_visit',
  'second_visit',
  'membership',
  'three_in_thirty_days',
];

export interface Narrowed {
  key: WhomKey;
  value: string;
  /** What leaves the address together with it. */
  clears: WhomKey[];
}

/** In the order in which a title names them. What the address has but nobody knows is as if it were not there. */
export function narrowedBy(search: Readonly<Record<string, string | undefined>>): Narrowed[] {
  const { segment, metric, trialStep, cohort } = search;
  const found: Narrowed[] = [];
  const add = (key: WhomKey, value: string | undefined, isKnown: boolean, clears: WhomKey[] = [key]): void => {
    if (value !== undefined && value !== '' && isKnown) found.push({ key, value, clears });
  };
  add(
    'segment',
    segment,
    SEGMENTS.some((known) => known === segment),
  );
  add('metric', metric, natureOf(metric ?? '')?.kind === 'count' && !metric?.startsWith('segment_'));
  // Who went no further is a part of the step, never a filter of its own.
  add(
    search['dropped'] === 'true' ? 'dropped' : 'trialStep',
    trialStep,
    STEPS.some((known) => known === trialStep),
    ['trialStep', 'dropped'],
  );
  add('cohort', cohort, /^\d{4}-(0[1-9]|1[0-2])$/.test(cohort ?? ''));
  add('asOf', asDay(search['asOf']), true);
  return found;
}

/** The same for the API: unknown parts are left out instead of being refused. */
export function whomQuery(narrowed: readonly Narrowed[]): Record<string, string> {
  return Object.fromEntries(
    narrowed.flatMap(({ key, value }) =>
      key === 'dropped'
        ? [
            ['trialStep', value],
            ['dropped', 'true'],
          ]
        : [[key, value]],
    ),
  );
}
