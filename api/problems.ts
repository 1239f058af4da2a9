/** Errors as the API says them: one shape for every refusal, a sentence for every code people meet. */

import type { Response } from 'express';
import type { Problem } from '../contracts/http/common.ts';

/** The request itself is refused, before any rule of the product was asked. */
export class RequestRefused extends Error {
  readonly status: number;
  readonly code: string;
  readonly issues: Problem['issues'];
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, more: { issues?: Problem['issues']; retryAfterMs?: number } = {}) {
    super(code);
    this.name = 'RequestRefused';
    this.status = status;
    this.code = code;
    this.issues = more.issues;
    this.retryAfterMs = more.retryAfterMs;
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  already_decided: 'Somebody was faster: this message has already been decided.',
  bad_input: 'Some fields are not as they must be.',
  bad_signature: 'The signature is missing or wrong.',
  books_beside_real_whatsapp:
    'The people of the books have invented phone numbers, so books are not taken where the real WhatsApp is connected.',
  books_changed_meanwhile: 'Books were imported meanwhile. Look at the page again and save.',
  books_take_no_bookings: 'This company is copied from books, and nothing can be booked in them.',
  books_unreadable: 'These books cannot be used. Preview them to see why.',
  changed_meanwhile: 'The text has changed since you saw it. Look at it again and decide.',
  client_not_found: 'There is no such client.',
  company_kept_by_platform: 'The booking platform says what and where this company is, so it cannot be changed here.',
  company_not_found: 'There is no such company.',
  conversation_not_found: 'There is no such conversation.',
  cross_site: 'This request came from another site.',
  dry_run_not_seen: 'Look at the dry run once before reactivation is switched on.',
  forbidden: 'Your role does not allow this.',
  internal: 'Something went wrong on our side. Nothing was lost; please try again.',
  malformed_json: 'The body is not valid JSON.',
  message_not_found: 'There is no such message.',
  milestone_has_no_cooldown: 'Each milestone is congratulated on once: there is no cooldown to set.',
  method_not_allowed: 'This address does not take that method.',
  no_number: 'No WhatsApp number is connected.',
  no_translation_needed: 'This message is in that language already.',
  no_template: 'No approved template exists in a language of this client.',
  no_consent: 'This person has not agreed to be written to.',
  no_valid_phone: 'This client has no valid phone number.',
  no_suggestion_to_decline: 'There is no suggestion to say no to.',
  not_found: 'There is nothing at this address.',
  not_json: 'Send the body as application/json.',
  not_ready: 'The text is being written just now. Try again in a moment.',
  not_settleable: 'This row is not waiting for a person.',
  not_signed_in: 'Please sign in.',
  opted_out: 'This person has asked not to be written to.',
  other_platform_connected: 'This company is copied from another booking platform already.',
  outbox_item_not_found: 'There is no such row in the outbox.',
  reactivation_not_found: 'There is no such reactivation.',
  run_not_found: 'There is no such run.',
  snooze_evening_has_come: 'This evening has come already. Choose another time.',
  snooze_expires_too_soon: 'It expires within the hour: decide now.',
  service_not_found: 'There is no such service.',
  template_busy: 'WhatsApp is still being told what was asked for this template before.',
  template_edit_limit: 'WhatsApp takes one change of an approved template in 24 hours and ten in 30 days.',
  template_name_blocked: 'The name of a deleted template stays blocked at WhatsApp for 30 days.',
  template_not_editable: 'WhatsApp changes a template only while it is approved, rejected or paused.',
  template_not_found: 'There is no such template.',
  template_not_submitted: 'WhatsApp does not have this template.',
  template_submitted: 'WhatsApp has this template already.',
  template_text_too_few_words: 'WhatsApp wants more fixed words around the variables.',
  template_text_too_long: 'The text is longer than WhatsApp allows: 1,024 characters.',
  template_text_variable_at_edge: 'A variable may stand neither at the beginning nor at the end.',
  template_text_variables_changed: 'The variables must stay as they are, each once and in order.',
  template_text_variables_side_by_side: 'Two variables need words between them.',
  templates_not_ready: 'The message templates of this scenario cannot be sent yet.',
  text_not_one_line: 'Inside a template the text must be one line of at most 500 characters.',
  time_zone_unknown: 'No time zone of this name is known.',
  too_large: 'The body is too large.',
  too_many_exports: 'Other files are being written just now. Try again in a moment.',
  too_many_tries: 'Too many tries. Wait a moment and try again.',
  unmatched_sender: 'Nobody in the books has this number.',
  unavailable: 'A system this needs does not answer. Nothing was lost; please try again.',
  version_conflict: 'Somebody changed this meanwhile. Here is how it is now.',
  window_closed: 'The 24-hour window is closed: free text can no longer be sent.',
  wrong_credentials: 'The e-mail address or the password is wrong.',
};

/** A code nobody wrote a sentence for is still readable. */
const sentence = (code: string): string => {
  const words = code.replaceAll('_', ' ');
  return SENTENCES[code] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
};

export function sendProblem(
  response: Response,
  status: number,
  code: string,
  more: Pick<Problem, 'issues' | 'details' | 'current'> = {},
): void {
  const requestId: unknown = response.locals['requestId'];
  const problem: Problem = {
    type: 'about:blank',
    title: sentence(code),
    status,
    code,
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...more,
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}
