/** What the person at the terminal reads: steps with the time since the start, progress, warnings, the table at the end. */

export interface Screen {
  /** A step that is done. */
  step: (text: string) => void;
  /** Something goes on; on a terminal the line is replaced by the next. */
  progress: (text: string) => void;
  warn: (text: string) => void;
  trouble: (text: string) => void;
  table: (rows: readonly (readonly [string, string])[]) => void;
  plain: (text: string) => void;
  seconds: () => number;
}

const ERASE_LINE = '\r\u001B[K';
/** Often enough to see that it lives, rarely enough for a log. */
const PROGRESS_EVERY_MS = 15_000;

export function createScreen(startedAt: number, out: NodeJS.WriteStream = process.stdout): Screen {
  // Whoever closed the other end of a pipe still wants everything stopped in order.
  for (const stream of [out, process.stderr]) stream.on('error', () => undefined);
  const isTerminal = out.isTTY;
  const seconds = (): number => (Date.now() - startedAt) / 1000;
  const time = (): string => `${seconds().toFixed(1).padStart(6)} s`;
  let progressAt = 0;
  const line = (text: string): void => {
    out.write(`${isTerminal ? ERASE_LINE : ''}${text}\n`);
  };
  return {
    seconds,
    step: (text) => {
      line(`${time()}  ${text}`);
    },
    progress: (text) => {
      if (isTerminal) out.write(`${ERASE_LINE}${time()}  … ${text}`.slice(0, (out.columns || 80) + ERASE_LINE.length));
      else if (Date.now() - progressAt > PROGRESS_EVERY_MS) {
        progressAt = Date.now();
        line(`${time()}  … ${text}`);
      }
    },
    warn: (text) => {
      line(`${time()}  ! ${text}`);
    },
    trouble: (text) => {
      process.stderr.write(`${isTerminal ? ERASE_LINE : ''}\n✗ ${text}\n`);
    },
    table: (rows) => {
      const width = Math.max(...rows.map(([name]) => name.length));
      line('');
      for (const [name, value] of rows) line(`  ${name.padEnd(width)}   ${value}`);
      line('');
    },
    plain: line,
  };
}
