/** `npm run bench -- NAME`: sets up, then runs dist/bench/NAME.js; without a name, says which there are. */

import { findNamed } from './run-named.mjs';

const found = await findNamed('bench');
if (found) {
  process.argv = [process.argv[0], found.file, ...found.args];
  await import(found.file);
}
