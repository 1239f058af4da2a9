/** What a rebuild needs from the world beside what the copying needs; db/ happens to fit, the root joins them. */

import type { Scope } from '../../domain/access/scope.ts';
import type { PlatformMembership, PlatformPage } from '../../domain/sync/platform.ts';
import type { SyncDeps, SyncRun, SyncStore } from './deps.ts';
import type { Places } from './places.ts';

export interface Place {
  page: number;
  pages: number | null;
  reading: number;
  isRead: boolean;
  isDone: boolean;
  beganAt: string;
}

export interface Found {
  missing: number;
  changed: number;
  gone: number;
}

export interface OpenRebuild {
  rebuildId: number;
  isPaused: boolean;
  places: Readonly<Record<string, Place>>;
  drift: Readonly<Record<string, Found>>;
}

/** Why a stretch ends before its collection does. */
export type Halt = 'paused' | 'room_asked' | null;

export interface MembershipHolder {
  clientId: number;
  phone: string;
}

export interface RebuildStore extends SyncStore {
  openRebuild: (scope: Scope, at: string) => Promise<OpenRebuild | null>;
  rebuild: (scope: Scope, rebuildId: number) => Promise<OpenRebuild>;
  pauseRebuild: (scope: Scope, rebuildId: number, isPaused: boolean) => Promise<void>;
  beginStretch: (scope: Scope, rebuildId: number) => Promise<SyncRun | null>;
  endStretch: (scope: Scope, run: SyncRun) => Promise<void>;
  haltOf: (scope: Scope, rebuildId: number) => Promise<Halt>;
  beginReading: (scope: Scope, rebuildId: number, collection: string) => Promise<void>;
  finishReading: (scope: Scope, rebuildId: number, collection: string, at: string) => Promise<void>;
  /** Remembers whom the platform names as buyers; null when it names nobody, then those are asked who have one here. */
  beginMemberships: (scope: Scope, rebuildId: number, buyers: string[] | null) => Promise<void>;
  /** Whose memberships are to be read next; empty when all are. */
  membershipHolders: (scope: Scope, rebuildId: number, limit: number) => Promise<MembershipHolder[]>;
  rebuildMemberships: (
    scope: Scope,
    run: SyncRun,
    step: { rebuildId: number; clientId: number; at: string },
    page: PlatformPage<PlatformMembership>,
  ) => Promise<void>;
  /** Their list cannot be read just now. */
  passMembershipHolder: (scope: Scope, run: SyncRun, rebuildId: number, clientId: number) => Promise<void>;
  endMemberships: (scope: Scope, rebuildId: number) => Promise<void>;
  /** The platform gives no right to it. */
  skipCollection: (scope: Scope, rebuildId: number, collection: string) => Promise<void>;
  endRebuild: (scope: Scope, rebuildId: number, failureCode: string | null) => Promise<void>;
}

export interface RebuildDeps extends SyncDeps {
  store: RebuildStore;
  /** Only so many stretches at once in one process. */
  stretches?: Places;
}
