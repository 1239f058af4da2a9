/** The two kinds of trouble that product code throws on purpose; expected outcomes are values, everything else is a bug. */

/** A rule of the product says no. `code` is stable and may be shown; details never hold personal data. */
export class RuleBroken extends Error {
  readonly code: string;
  readonly kind: 'conflict' | 'not_found' | 'invalid' | 'forbidden';
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, kind: RuleBroken['kind'] = 'conflict', details: RuleBroken['details'] = {}) {
    super(code);
    this.name = 'RuleBroken';
    this.code = code;
    this.kind = kind;
    this.details = details;
  }
}

/** A system we depend on does not answer, or asks us to wait. Trying again later is right. */
export class Unavailable extends Error {
  readonly system: string;
  readonly why: string;
  readonly retryAfterMs: number | undefined;

  /** `why` is a short code such as `http_503` or `rate_limited`: never a message of the other system, which may quote a phone. */
  constructor(system: string, why: string, retryAfterMs?: number) {
    super(`${system}: ${why}`);
    this.name = 'Unavailable';
    this.system = system;
    this.why = why;
    this.retryAfterMs = retryAfterMs;
  }
}
