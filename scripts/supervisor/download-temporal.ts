/** Fetches Temporal's development server through its SDK into the folder given as argument, and prints the program's path. */

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const folder = process.argv[2];
if (folder === undefined) throw new Error('A folder is needed');
mkdirSync(folder, { recursive: true });
// The SDK can only fetch in order to start; it is stopped again at once.
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir: folder } },
});
await environment.teardown();
const [program] = readdirSync(folder)
  .map((name) => path.join(folder, name))
  .filter((file) => statSync(file).isFile() && (statSync(file).mode & 0o100) !== 0)
  .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
if (program === undefined) throw new Error(`Nothing that can be executed was put into ${folder}`);
process.stdout.write(`\n${program}\n`);
