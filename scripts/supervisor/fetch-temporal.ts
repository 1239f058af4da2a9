/** Temporal's own download, through its SDK, in a process of its own: the SDK's native part is heavy, and a supervisor lives long. */

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../local/cache.ts';
import { Trouble } from '../../local/trouble.ts';

const PATIENCE_MS = 180_000;

/** Answers with the program's path; `root` is the checkout. */
export async function fetchTemporal(root: string, signal: AbortSignal): Promise<string> {
  const program = path.join(root, 'dist/scripts/supervisor/download-temporal.js');
  const args = [program, cacheFolder('temporal-cli')];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { signal, timeout: PATIENCE_MS });
    const file = stdout.trim().split('\n').at(-1);
    if (file) return file;
    throw new Error('it named no file');
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const words = (stderr ?? message).split('\n').find((line) => /Error|error|failed/.test(line)) ?? message;
    throw new Trouble(words.trim().slice(0, 300), { cause: error });
  }
}
