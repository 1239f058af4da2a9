/** Long work in small steps: whoever serves others as well does something else between two of them. */

export type Steps<Result> = Generator<void, Result>;

const ROWS_A_STEP = 1_000;

/** For whom nobody waits meanwhile. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Each row in turn, with a step after some thousand. */
export function* eachIn<Row>(rows: Iterable<Row>, work: (row: Row) => void): Steps<void> {
  let count = 0;
  for (const row of rows) {
    work(row);
    count += 1;
    if (count % ROWS_A_STEP === 0) yield;
  }
}
