/** What a stand-in remembers: an append-only file of JSON lines, read back through a reducer, so that `kill -9` loses nothing answered. */

import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface Journal<Event> {
  /** Applies the event and writes it down before it returns: what was answered is what will be remembered. */
  append: (event: Event) => void;
  close: () => void;
}

const NEWLINE = 0x0a;

/** Whole lines only. A process that dies while it writes leaves a torn last line, and nobody was answered on its strength. */
function readLines(file: string): { lines: unknown[]; lengthBytes: number } {
  const bytes = readFileSync(file);
  const lines: unknown[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    try {
      lines.push(JSON.parse(bytes.toString('utf8', start, end)));
    } catch {
      // Only the end can be torn; a broken line with whole lines after it is damage that nobody should paper over.
      if (bytes.indexOf(NEWLINE, end + 1) !== -1) {
        throw new Error(
          `${file} is damaged at byte ${String(start)}. Remove the folder to begin with an empty sandbox.`,
        );
      }
      return { lines, lengthBytes: start };
    }
    start = end + 1;
  }
  return { lines, lengthBytes: start };
}

/** `dataDir: null` keeps everything in memory. */
export function openJournal<Event>(
  dataDir: string | null,
  name: string,
  apply: (event: Event) => void,
): Journal<Event> {
  if (dataDir === null) return { append: apply, close: () => undefined };
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, `${name}.jsonl`);
  const kept = existsSync(file) ? readLines(file) : { lines: [], lengthBytes: 0 };
  for (const line of kept.lines) apply(line as Event);
  const handle = openSync(file, 'a');
  ftruncateSync(handle, kept.lengthBytes);
  let isOpen = true;
  return {
    append(event) {
      if (!isOpen) return;
      // The page cache outlives the process, so a plain write survives `kill -9`; only a power cut would need fsync.
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      for (let written = 0; written < line.length;) written += writeSync(handle, line, written);
      apply(event);
    },
    close() {
      if (isOpen) closeSync(handle);
      isOpen = false;
    },
  };
}
