/** `npm run bench -- NAME`: sets up, then runs dist/bench/NAME.js; without a name, says which there are. */

import { readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './setup.mjs';

const folder = path.join(root, 'bench');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.slice(0, -'.ts'.length))
      .sort()
  : [];
const [name, ...rest] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(
    `${name === undefined ? 'A name is needed' : `There is no ${name}`}. What there is: ${names.join(', ')}.`,
  );
  console.error('npm run bench -- NAME');
  process.exitCode = 1;
} else {
  await setUp();
  process.argv = [process.argv[0], path.join(root, 'dist/bench', `${name}.js`), ...rest];
  await import(`../dist/bench/${name}.js`);
}
