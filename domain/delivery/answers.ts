/** What an answer of WhatsApp (or its absence) means for the row: sent, surely not, in doubt, or never. */

import { troubleOf } from './account-trouble.ts';

/** What happened to one request, as the gateway saw it. Codes only: the vendor's texts quote people. */
export type SendResult =
  | { kind: 'accepted'; wamid: string }
  /** Failed before the first byte of the request left: DNS, connect, TLS. */
  | { kind: 'not_sent'; why: 'dns' | 'connect' | 'tls' | 'no_credentials' }
  /** An HTTP answer that is no acceptance; `code` is Meta's, null when the body had none. */
  | { kind: 'refused'; httpStatus: number; code: number | null }
  /** Nobody knows: the request (or part of it) left and no whole answer came. */
  | { kind: 'lost'; why: 'timeout' | 'reset' | 'unreadable' };

export type Verdict =
  | { verdict: 'sent'; wamid: string }
  | { verdict: 'retry'; code: string; /** WhatsApp asks the number as a whole to slow down. */ slowDown: boolean }
  | { verdict: 'unknown'; code: string }
  | {
      verdict: 'dead';
      code: string;
      /** Said of the account and not only of this message. */ concernsAccount: boolean;
      optsOut: boolean;
    };

/** architecture.md, "Sending", point 3: certainly not accepted, so retried. */
const RETRIED = new Set([4, 80007, 130429, 131056, 131057]);
/** 131056 concerns one recipient, the others the whole number. */
const ONLY_THIS_PERSON = 131056;
const IN_DOUBT = new Set([1, 2, 131000, 131016]);
const OPTED_OUT = 131050;

export function verdictOf(result: SendResult): Verdict {
  if (result.kind === 'accepted') return { verdict: 'sent', wamid: result.wamid };
  if (result.kind === 'not_sent') return { verdict: 'retry', code: result.why, slowDown: false };
  if (result.kind === 'lost') return { verdict: 'unknown', code: result.why };
  return refused(result.httpStatus, result.code);
}

function refused(httpStatus: number, code: number | null): Verdict {
  if (code === null) {
    return httpStatus >= 500
      ? { verdict: 'unknown', code: `http_${String(httpStatus)}` }
      : { verdict: 'dead', code: `http_${String(httpStatus)}`, concernsAccount: false, optsOut: false };
  }
  if (RETRIED.has(code)) return { verdict: 'retry', code: String(code), slowDown: code !== ONLY_THIS_PERSON };
  if (IN_DOUBT.has(code)) return { verdict: 'unknown', code: String(code) };
  return {
    verdict: 'dead',
    code: String(code),
    concernsAccount: troubleOf(code) !== null,
    optsOut: code === OPTED_OUT,
  };
}
