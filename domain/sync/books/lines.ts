/** Cuts a CSV text into lines with their numbers, piece by piece, so that twenty megabytes never stop everything else. */

import { CsvError, type Options, parse } from 'csv-parse/sync';

export interface Line {
  /** Where it begins, as an editor counts. */
  number: number;
  cells: string[];
  /** It could not be cut: its quotation marks are wrong. Only this line is lost. */
  isBroken: boolean;
}

/** A record that is longer than this is a quotation mark that was never closed. */
const WINDOW_BYTES = 256 * 1024;
const LINES_AT_ONCE = 1_000;
const [LF, CR] = [10, 13];

/** Spreadsheets of half of Europe write semicolons: whichever the heading has most of. */
function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const heading = end === -1 ? text : text.slice(0, end);
  const most = [',', ';', '\t'].map((each) => ({ each, times: heading.split(each).length }));
  return most.reduce((best, next) => (next.times > best.times ? next : best)).each;
}

interface Cut {
  record: string[];
  info: { bytes: number };
}

export function* linesOf(text: string): Generator<Line[]> {
  const bytes = Buffer.from(text.replace(/^\uFEFF/, ''));
  const options: Options = {
    delimiter: delimiterOf(text),
    trim: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
  };
  // What a record takes is told by the bytes read when it was done.
  const cut = (from: number, most: number): Cut[] =>
    parse(bytes.subarray(from, from + WINDOW_BYTES), { ...options, to: most }) as unknown as Cut[];

  let at = 0;
  let number = 1;
  const skipTo = (end: number): void => {
    for (; at < end; at += 1) if (bytes[at] === LF) number += 1;
  };
  const skipEmpty = (): void => {
    while (at < bytes.length && (bytes[at] === LF || bytes[at] === CR)) skipTo(at + 1);
  };

  function* oneByOne(most: number): Generator<Line> {
    for (let count = 0; count < most; count += 1) {
      skipEmpty();
      if (at >= bytes.length) return;
      const start = number;
      let found: Cut | undefined;
      try {
        [found] = cut(at, 1);
      } catch (error) {
        if (!(error instanceof CsvError)) throw error;
      }
      if (found) {
        yield { number: start, cells: found.record, isBroken: false };
        skipTo(at + found.info.bytes);
        continue;
      }
      const end = bytes.indexOf(LF, at);
      yield { number: start, cells: [], isBroken: true };
      skipTo(end === -1 ? bytes.length : end + 1);
    }
  }

  while (at < bytes.length) {
    let found: Cut[] = [];
    try {
      found = cut(at, LINES_AT_ONCE);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
    }
    // The last record of a window may be half a one; at the end of the text it is whole.
    const isCutOff = at + WINDOW_BYTES < bytes.length && found.length < LINES_AT_ONCE;
    if (isCutOff) found.pop();
    if (found.length === 0) {
      yield [...oneByOne(LINES_AT_ONCE)];
      continue;
    }
    const base = at;
    yield found.map(({ record, info }) => {
      skipEmpty();
      const line = { number, cells: record, isBroken: false };
      skipTo(base + info.bytes);
      return line;
    });
  }
}
