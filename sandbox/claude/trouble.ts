/** The kinds of trouble the model can be ordered to make, and what each looks like to its caller. */

import type { Request, Response } from 'express';
import type { Fault } from '../faults.ts';
import { ApiError } from './api-error.ts';

export const REFUSALS = [
  'rate_limited',
  'spend_limit',
  'overloaded',
  'server_error',
  'gateway_timeout',
  'billing',
  'timeout',
  'reset',
];
/** These answer 200 and are wrong inside. */
export const BAD_ANSWERS = ['refusal', 'cut_off', 'invalid_json', 'wrong_shape'];

export function suffer(fault: Fault, request: Request, response: Response): void {
  const seconds = Math.ceil((fault.afterMs ?? 1_000) / 1000);
  switch (fault.kind) {
    case 'rate_limited':
      throw new ApiError(429, 'rate_limit_error', 'This request would exceed your rate limit.', {
        headers: { 'retry-after': String(seconds) },
      });
    // A monthly cap: waiting does not help, and so no header says how long.
    case 'spend_limit':
      throw new ApiError(429, 'rate_limit_error', 'Your monthly spend limit is reached.', {
        details: { error_code: 'enforced_spend_limit_reached' },
      });
    case 'overloaded':
      throw new ApiError(529, 'overloaded_error', 'Overloaded');
    case 'server_error':
      throw new ApiError(fault.code ?? 500, 'api_error', 'Internal server error');
    case 'gateway_timeout':
      throw new ApiError(504, 'timeout_error', 'Request timed out');
    case 'billing':
      throw new ApiError(402, 'billing_error', 'Your credit balance is too low.');
    case 'reset':
      request.socket.resetAndDestroy();
      response.destroy();
      return;
    default:
    // A timeout: nobody answers until the caller gives up.
  }
}
