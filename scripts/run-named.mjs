/** What `npm run bench` and `npm run faults` share: finds NAME among a folder's files, or says which there are; then sets up. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './setup.mjs';

/** The compiled file and what was typed after its name; undefined, with the list printed, when there is no such name. */
export async function findNamed(folder) {
  const at = path.join(root, folder);
  const names = existsSync(at)
    ? readdirSync(at)
        .filter((file) => file.endsWith('.ts'))
        .map((file) => file.slice(0, -'.ts'.length))
        .sort()
    : [];
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || !names.includes(name)) {
    const problem = name === undefined ? 'A name is needed' : `There is no ${name}`;
    console.error(`${problem}. What there is: ${names.join(', ')}.`);
    console.error(`npm run ${folder} -- NAME`);
    process.exitCode = 1;
    return undefined;
  }
  await setUp();
  return { name, args, file: path.join(root, 'dist', folder, `${name}.js`) };
}
