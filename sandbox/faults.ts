/** Trouble on demand: which fault, if any, the next call runs into. Counted or by a seeded chance, so that a run can be repeated. */

import { randomUUID } from 'node:crypto';

export type FaultSystem = 'whatsapp' | 'telegram' | 'claude' | 'booking';

export interface FaultOrder {
  system: FaultSystem;
  /** What goes wrong; each stand-in names its own kinds and ignores the others'. */
  kind: string;
  /** How many calls run into it. Without it the fault stays until it is cleared. */
  count?: number;
  /** Chance per call, 0 to 1; without it every call. */
  probability?: number;
  seed?: number;
  /** Only calls about this phone, chat or method. */
  match?: string;
  /** What the kind needs: a vendor's code, a status, seconds to wait. */
  code?: number;
  afterMs?: number;
}

export interface Fault extends FaultOrder {
  id: string;
  hits: number;
}

export interface Faults {
  add: (order: FaultOrder) => Fault;
  /** The first fault of these kinds that this call runs into; taking it counts. */
  take: (system: FaultSystem, kinds: readonly string[], about?: string) => Fault | undefined;
  list: () => Fault[];
  clear: (system?: FaultSystem) => void;
}

/** mulberry32: small, good enough for chances, and the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function createFaults(onChange: () => void = () => undefined): Faults {
  let faults: { fault: Fault; random: () => number }[] = [];
  return {
    add(order) {
      const fault: Fault = { ...order, id: randomUUID(), hits: 0 };
      faults.push({ fault, random: seededRandom(order.seed ?? 1) });
      onChange();
      return fault;
    },
    take(system, kinds, about) {
      for (const { fault, random } of faults) {
        if (fault.system !== system || !kinds.includes(fault.kind)) continue;
        if (fault.match !== undefined && fault.match !== about) continue;
        if (fault.probability !== undefined && random() >= fault.probability) continue;
        fault.hits += 1;
        if (fault.count !== undefined && fault.hits >= fault.count) {
          faults = faults.filter((other) => other.fault !== fault);
        }
        onChange();
        return fault;
      }
      return undefined;
    },
    list: () => faults.map(({ fault }) => ({ ...fault })),
    clear(system) {
      faults = faults.filter(({ fault }) => system !== undefined && fault.system !== system);
      onChange();
    },
  };
}
