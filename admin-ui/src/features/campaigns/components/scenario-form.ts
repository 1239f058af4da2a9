/** What the form of an occasion works out: what is sent, and which of its numbers will not do. */

import type { ScenarioSetting, ScenarioUpdate } from '../../../../../contracts/http/scenario-settings.ts';

export type Segment = keyof ScenarioSetting['cooldownBySegment'];

export interface ScenarioForm {
  isOn: boolean;
  /** As typed; empty means as usual. */
  cooldown: string;
  bySegment: readonly { segment: Segment; days: string }[];
}

export const formOf = ({ isOn, cooldownDays, cooldownBySegment }: ScenarioSetting): ScenarioForm => ({
  isOn,
  cooldown: cooldownDays === null ? '' : String(cooldownDays),
  bySegment: Object.entries(cooldownBySegment).map(([segment, days]) => ({
    segment: segment as Segment,
    days: String(days),
  })),
});

const MOST_DAYS = 1000;
/** Null where what was typed is no number of days. */
export function daysOf(typed: string): number | null {
  if (!/^\d{1,4}$/.test(typed.trim())) return null;
  const days = Number(typed);
  return days <= MOST_DAYS ? days : null;
}

/** The fields that will not do: `cooldown`, or a segment. */
export function wrongIn({ cooldown, bySegment }: ScenarioForm): string[] {
  return [
    ...(cooldown.trim() === '' || daysOf(cooldown) !== null ? [] : ['cooldown']),
    ...bySegment.filter(({ days }) => daysOf(days) === null).map(({ segment }) => segment),
  ];
}

/** Only of a form in which nothing is wrong. */
export function updateOf({ isOn, cooldown, bySegment }: ScenarioForm, version: number): ScenarioUpdate {
  return {
    isOn,
    cooldownDays: daysOf(cooldown),
    cooldownBySegment: Object.fromEntries(bySegment.map(({ segment, days }) => [segment, daysOf(days) ?? 0])),
    version,
  };
}
