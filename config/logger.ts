/** Structured logs, one JSON line each, with everything that names a person or opens a door blanked. */

import { pino, type Logger } from 'pino';

/** Phones, wamids and tokens are recognised wherever they stand, also inside messages of other libraries. */
const SECRETS: [RegExp, string][] = [
  [/\+?\d[\d\s().-]{8,}\d/g, '[number]'],
  [/wamid\.[A-Za-z0-9+/=_-]+/g, '[wamid]'],
  [/\/bot\d+:[\w-]+/g, '/bot[token]'],
  [/Bearer\s+[\w.~+/=-]+/gi, 'Bearer [token]'],
  [/postgres:\/\/[^@\s]+@/g, 'postgres://[user]@'],
];

export function redact(text: string): string {
  return SECRETS.reduce((kept, [pattern, blank]) => kept.replace(pattern, blank), text);
}

export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? {
              type: error.name,
              // PostgreSQL's detail quotes values; the constraint and code say enough.
              message: redact(error.message),
              code: (error as { code?: unknown }).code,
              constraint: (error as { constraint?: unknown }).constraint,
              stack: redact(error.stack ?? ''),
            }
          : { message: 'not an Error' },
    },
    redact: {
      paths: ['phone', '*.phone', 'text', '*.text', '*.password', 'req.headers.cookie', 'req.headers.authorization'],
      censor: '[redacted]',
    },
  });
}
