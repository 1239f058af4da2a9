/** Runs one scenario for one seed after another, each on a product of its own, and says what was done and what came of it. */

import { parseArgs } from 'node:util';
import { seededRandom } from '../../sandbox/faults.ts';

export interface Trial {
  seed: number;
  /** How many messages, people or rows; each scenario says of what. */
  size: number;
  /** Every choice of the run comes from here, so that a seed says what was tried; the machine's own timing it cannot say. */
  random: () => number;
  say: (line: string) => void;
  /** One sentence of the proof; a false one fails the seed and the run goes on, so that all are heard. */
  claim: (sentence: string, holds: boolean) => void;
}

export interface Scenario {
  size: number;
  prove: (trial: Trial) => Promise<void>;
}

const HELP = 'npm run faults -- NAME [--seed N] [--seeds K] [--size M]';

export async function runScenario(name: string, scenario: Scenario, args: readonly string[]): Promise<void> {
  const count = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { seed: count, seeds: count, size: count } });
  const first = numberOf(values.seed, 1);
  const seeds = numberOf(values.seeds, 1);
  const size = numberOf(values.size, scenario.size);
  const failed: number[] = [];
  for (let seed = first; seed < first + seeds; seed += 1) {
    console.log(`\n${name}, seed ${String(seed)}, size ${String(size)}`);
    if (!(await holds(scenario, seed, size))) failed.push(seed);
  }
  const again = failed.map((seed) => `npm run faults -- ${name} --seed ${String(seed)} --size ${String(size)}`);
  console.log(
    failed.length === 0 ? `\nPASSED, ${String(seeds)} of ${String(seeds)}` : `\nFAILED:\n${again.join('\n')}`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

async function holds(scenario: Scenario, seed: number, size: number): Promise<boolean> {
  const began = Date.now();
  let isTrue = true;
  const say = (line: string): void => console.log(`  ${line}`);
  const claim = (sentence: string, stands: boolean): void => {
    isTrue &&= stands;
    say(`${stands ? '✓' : '✗'} ${sentence}`);
  };
  try {
    await scenario.prove({ seed, size, random: seededRandom(seed), say, claim });
  } catch (error) {
    claim(error instanceof Error ? (error.stack ?? error.message) : String(error), false);
  }
  say(`${isTrue ? 'pass' : 'FAIL'} after ${((Date.now() - began) / 1000).toFixed(0)} s`);
  return isTrue;
}

function numberOf(text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${String(text)} is not a positive whole number. ${HELP}`);
  return value;
}
