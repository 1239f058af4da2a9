/** The variables a process was given: its own environment, and below it a `.env` file in the checkout. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export interface Environment {
  variables: Readonly<Record<string, string | undefined>>;
  /** Names that stand in the `.env` file, where an unknown name is always a mistake. */
  fromFile: readonly string[];
}

/** The checkout: the nearest folder above this file with a package.json, so that dist/ and the sources agree on it. */
export function projectRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new Error('No package.json above the program: is this a whole checkout?');
    folder = above;
  }
  return folder;
}

export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  file = path.join(projectRoot(), '.env'),
): Environment {
  if (!existsSync(file)) return { variables, fromFile: [] };
  const written = parseEnv(readFileSync(file, 'utf8'));
  return { variables: { ...written, ...variables }, fromFile: Object.keys(written) };
}

/** Where the person stood who typed the command: npm itself always works in the checkout. */
export function invocationFolder(): string {
  return process.env['INIT_CWD'] ?? process.cwd();
}
