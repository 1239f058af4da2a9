/** Every way a cycle of copying can fail, by the code that its run keeps. The words for people are in admin-ui/src/words. */

export const SYNC_FAILURES = [
  // The platform refuses the company: nothing but a person changes it (refusals.ts).
  'booking_token_refused',
  'booking_licence',
  // The platform does not know the company, or refuses a question as such.
  'booking_not_found',
  'booking_refused',
  'booking_not_connected',
  'booking_platform_unknown',
  // It is away, or asks to wait: the next cycle tries again.
  'booking_rate_limited',
  'booking_no_turn',
  'booking_http_500',
  'booking_http_502',
  'booking_http_503',
  'booking_http_504',
  'booking_timeout',
  'booking_connection_broke',
  'booking_unreachable',
  'booking_address_unknown',
  'booking_no_secure_connection',
  // It answered, and the answer cannot be built upon: no cursor moves.
  'booking_not_json',
  'booking_odd_answer',
  'booking_short_page',
  'booking_repeated_page',
  'booking_rows_moved',
  'booking_too_many_pages',
  // Ours.
  'sync_run_taken_over',
  'bug',
] as const;

export type SyncFailure = (typeof SYNC_FAILURES)[number];
