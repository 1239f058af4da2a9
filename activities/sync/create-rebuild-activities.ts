/** The activities of a rebuild: reading on the `booking` queue, its row on `core`. */

import { systemScope } from '../../domain/access/scope.ts';
import { withPulse } from './create-sync-activities.ts';
import type { RebuildDeps, RebuildStore } from './rebuild-deps.ts';
import { rebuildPages, type RebuildPages, type RebuildStretch } from './rebuild-pages.ts';

export interface BeginRebuild {
  companyId: number;
  at: string;
}
export interface OneRebuild {
  companyId: number;
  rebuildId: number;
}

export function createRebuildReading(deps: RebuildDeps) {
  return {
    /** Twice is harmless: it goes on behind the last page that is in. */
    async rebuildPages(input: RebuildPages): Promise<RebuildStretch> {
      return withPulse((beat) => rebuildPages(deps, input, beat));
    },
  };
}

export interface RebuildRowDeps {
  store: Pick<RebuildStore, 'openRebuild' | 'pauseRebuild' | 'endRebuild'>;
  temporal: { startRebuild: (companyId: number) => Promise<{ workflowId: string }> };
}

export function createRebuildActivities({ store, temporal }: RebuildRowDeps) {
  const scopeOf = (companyId: number) => systemScope(companyId, 'rebuildCompany');
  return {
    /** Twice is harmless: a running rebuild stays the one. */
    async startRebuild({ companyId }: { companyId: number }): Promise<void> {
      await temporal.startRebuild(companyId);
    },
    /** Twice is harmless: the open rebuild is gone on with. Null while the platform refuses the company. */
    async beginRebuild({ companyId, at }: BeginRebuild): Promise<{ rebuildId: number; isPaused: boolean } | null> {
      const open = await store.openRebuild(scopeOf(companyId), at);
      return open === null ? null : { rebuildId: open.rebuildId, isPaused: open.isPaused };
    },
    /** Twice is harmless. The stretch under way sees it after its page. */
    async pauseRebuild({ companyId, rebuildId, isPaused }: OneRebuild & { isPaused: boolean }): Promise<void> {
      await store.pauseRebuild(scopeOf(companyId), rebuildId, isPaused);
    },
    /** Twice is harmless: an ended rebuild stays as it ended. */
    async endRebuild({
      companyId,
      rebuildId,
      failureCode,
    }: OneRebuild & { failureCode: string | null }): Promise<void> {
      await store.endRebuild(scopeOf(companyId), rebuildId, failureCode);
    },
  };
}

export type RebuildReading = ReturnType<typeof createRebuildReading>;
export type RebuildActivities = ReturnType<typeof createRebuildActivities>;
