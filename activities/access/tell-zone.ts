/** After a company's time zone changed: its schedules fire by the new clock, and its numbers are counted for the new days. */

import { type Scope, systemScope } from '../../domain/access/scope.ts';

export interface ChangedZone {
  companyId: number;
  timeZone: string;
  changedAt: string;
}

export interface ZoneDeps {
  zones: {
    zonesToTell(): Promise<ChangedZone[]>;
    zoneTold(scope: Scope, changedAt: string): Promise<void>;
  };
  temporal: {
    moveSchedules(company: { companyId: number; timeZone: string }): Promise<void>;
    wakeInsight(input: { companyId: number; isFull: boolean }): Promise<unknown>;
  };
}

/** Twice is harmless: schedules that say so already stay as they are, and a refresh under way only looks once more. */
export async function tellZone({ zones, temporal }: ZoneDeps, changed: ChangedZone): Promise<void> {
  const { companyId, timeZone, changedAt } = changed;
  await temporal.moveSchedules({ companyId, timeZone });
  await temporal.wakeInsight({ companyId, isFull: true });
  await zones.zoneTold(systemScope(companyId, 'tellZone'), changedAt);
}
