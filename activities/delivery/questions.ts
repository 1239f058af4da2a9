/** Questions to the booking platform about waiting rows: each row's once at a time, and few at once, for its limit is a few a second. */

/** Two, so that one slow answer does not hold up the others; more would only wait for a turn. */
const MOST_AT_ONCE = 2;

export class Questions {
  readonly #waiting = new Map<number, () => Promise<void>>();
  readonly #asking = new Map<number, Promise<void>>();
  readonly #onTrouble: (error: unknown, rowId: number) => void;

  constructor(onTrouble: (error: unknown, rowId: number) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Under way now; what still waits for its turn is not among them. */
  get asking(): Iterable<Promise<void>> {
    return this.#asking.values();
  }

  /** A row that is asked about, or waits to be, is left as it is: it comes up every minute until it has its answer. */
  ask(rowId: number, question: () => Promise<void>): void {
    if (this.#waiting.has(rowId) || this.#asking.has(rowId)) return;
    this.#waiting.set(rowId, question);
    this.#next();
  }

  /** What has not been asked yet is not asked any more: its rows wait, and the next shift asks. */
  async close(): Promise<void> {
    this.#waiting.clear();
    await Promise.allSettled(this.#asking.values());
  }

  #next(): void {
    for (const [rowId, question] of this.#waiting) {
      if (this.#asking.size >= MOST_AT_ONCE) return;
      this.#waiting.delete(rowId);
      const answer = question()
        .catch((error: unknown) => {
          this.#onTrouble(error, rowId);
        })
        .finally(() => {
          this.#asking.delete(rowId);
          this.#next();
        });
      this.#asking.set(rowId, answer);
    }
  }
}
