/** The two loops beside the sender: facts become signals, statuses become rows. Safe in any number of processes at once. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Notice } from '../../contracts/workflows/temporal.ts';
import type { Clock } from '../../domain/clock.ts';

interface OpenNotice {
  id: number;
  companyId: number;
  workflowId: string;
  signal: string;
  subjectId: number;
}

interface LoopDeps {
  wakeups: {
    wait(channel: 'reprise_notices' | 'reprise_statuses', ms: number, options: { signal: AbortSignal }): Promise<void>;
  };
  signal: AbortSignal;
  log: Logger;
}

export interface NoticeLoopDeps extends LoopDeps {
  notices: {
    drainOne(tell: (notice: OpenNotice) => Promise<'delivered' | 'gone'>): Promise<'told' | 'failed' | 'none'>;
  };
  temporal: {
    signalNotice(notice: {
      companyId: number;
      workflowId: string;
      signal: string;
      notice: Notice;
    }): Promise<'delivered' | 'gone'>;
  };
}

/** Temporal on a small box takes about 60 signals a second in all; a third of that leaves room for everything else. */
const NOTICE_PACE_MS = 50;
/** A notification can be lost with its connection, and retries come due without one. */
const BLIND_MS = 3_000;
const AFTER_FAILURE_MS = 1_000;

/** Resolves when `signal` aborts. One notice at a time, 20 a second at most. */
export async function runNoticeLoop(deps: NoticeLoopDeps): Promise<void> {
  const { signal, log } = deps;
  const tell = async (notice: OpenNotice): Promise<'delivered' | 'gone'> => {
    try {
      return await deps.temporal.signalNotice({
        ...notice,
        notice: { noticeId: notice.id, subjectId: notice.subjectId },
      });
    } catch (error) {
      log.warn({ err: error, noticeId: notice.id }, 'a notice could not be told yet');
      throw error;
    }
  };
  while (!signal.aborted) {
    const outcome = await deps.notices.drainOne(tell).catch((error: unknown) => {
      log.error({ err: error }, 'notices could not be read');
      return 'failed' as const;
    });
    if (outcome === 'none') await deps.wakeups.wait('reprise_notices', BLIND_MS, { signal });
    else await pause(outcome === 'told' ? NOTICE_PACE_MS : AFTER_FAILURE_MS, signal);
  }
}

export interface StatusLoopDeps extends LoopDeps {
  statuses: { applyStatuses(at: Date): Promise<number> };
  clock: Clock;
}

/** Resolves when `signal` aborts. Each turn applies one batch; the next follows at once while there is more. */
export async function runStatusLoop(deps: StatusLoopDeps): Promise<void> {
  const { signal, log } = deps;
  while (!signal.aborted) {
    const applied = await deps.statuses.applyStatuses(deps.clock.now()).catch((error: unknown) => {
      log.error({ err: error }, 'statuses could not be applied');
      return null;
    });
    if (applied === null) await pause(AFTER_FAILURE_MS, signal);
    else if (applied === 0) await deps.wakeups.wait('reprise_statuses', BLIND_MS, { signal });
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
