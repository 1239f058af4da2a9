/** How each scenario is set: on or off, and how long a person is left alone after one of its messages. */

import { z } from 'zod';
import { SEGMENTS } from '../../domain/insight/segments.ts';
import { instant, localDate } from './common.ts';

export const SET_SCENARIOS = ['birthday', 'milestone', 'pt_dropout', 'last_chance', 'reactivation'] as const;

const days = z.number().int('Whole days only').min(0, 'At least 0 days').max(1000, 'At most 1000 days');
const editable = {
  isOn: z.boolean(),
  /** Null: the usual one. */
  cooldownDays: days.nullable(),
  /** For people of that segment, in place of the one for everybody. */
  cooldownBySegment: z.partialRecord(z.enum(SEGMENTS), days),
};

export const scenarioUpdate = z
  .strictObject({
    ...editable,
    /** The version these changes were made from; a newer one in the database answers 409 with the current one. */
    version: z.number().int().positive(),
  })
  .meta({ id: 'ScenarioUpdate' });
export type ScenarioUpdate = z.infer<typeof scenarioUpdate>;

const fields = {
  scenario: z.enum(SET_SCENARIOS),
  ...editable,
  /** Days, where the company has not set its own; null: a milestone is congratulated on once, and knows no cooldown. */
  usualCooldownDays: z.number().int().nullable(),
  /** So many days after the day it was due, the message still makes sense. */
  goodForDays: z.number().int(),
  version: z.number().int(),
  /** Null: nobody has changed it yet. */
  updatedAt: instant.nullable(),
};
export const scenarioSetting = z.object(fields).meta({ id: 'ScenarioSetting' });
export type ScenarioSetting = z.infer<typeof scenarioSetting>;

/** `due`: would be written to today · `leftOut`: it is about them as well, but something forbids it, be it that it is off. */
const counted = { due: z.number().int(), leftOut: z.number().int() };
export const scenarioSettings = z
  .object({
    asOf: localDate,
    /** In the order in which they are considered. */
    scenarios: z.array(z.object({ ...fields, ...counted })),
    /** The sixth, which has a switch in the settings and its numbers in the rules of the services. */
    serviceReactivation: z.object({ isOn: z.boolean(), ...counted }),
  })
  .meta({ id: 'ScenarioSettings' });
export type ScenarioSettings = z.infer<typeof scenarioSettings>;
