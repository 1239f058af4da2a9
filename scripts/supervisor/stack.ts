/** The parts that run, and how all of them are stopped: from the top down, or at once when the person insists. */

import type { Screen } from './screen.ts';
import { startPart, type Part, type PartSpec } from './part.ts';

export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}

export interface Stack {
  start: (spec: PartSpec) => Part;
  /** For waits: why there is nothing to wait for any more. Throws Stopped when the person stopped the start. */
  gaveUp: (...parts: readonly Part[]) => () => string | undefined;
  stop: () => Promise<void>;
  isEmpty: () => boolean;
  /** Aborted as soon as somebody asks to stop. */
  signal: AbortSignal;
}

/** Two signals that arrive together (a terminal's, and npm's copy of it) are one wish. */
const SAME_WISH_MS = 2_000;

export function createStack(dataDir: string, screen: Screen): Stack & { askToStop: () => void } {
  const parts: Part[] = [];
  const controller = new AbortController();
  let askedAt = 0;

  async function stop(): Promise<void> {
    controller.abort();
    const tiers = [...new Set(parts.map((part) => part.tier))].sort((a, b) => b - a);
    for (const tier of tiers) {
      await Promise.all(parts.filter((part) => part.tier === tier).map((part) => part.stop()));
    }
  }

  return {
    signal: controller.signal,
    start(spec) {
      if (controller.signal.aborted) throw new Stopped();
      const part = startPart(spec, dataDir, screen);
      parts.push(part);
      return part;
    },
    gaveUp: (...watched) => {
      return () => {
        if (controller.signal.aborted) throw new Stopped();
        return watched.map((part) => part.gaveUp()).find((why) => why !== undefined);
      };
    },
    stop,
    isEmpty: () => parts.length === 0,
    askToStop() {
      if (askedAt === 0) {
        askedAt = Date.now();
        controller.abort();
        return;
      }
      if (Date.now() - askedAt < SAME_WISH_MS) return;
      screen.warn('Asked again: stopping at once.');
      for (const part of parts) void part.stop('at once');
    },
  };
}
