/** Every environment variable of the product: its form, its default, and what is wrong with a bad value, in words. */

import { z } from 'zod';
import { placeholder, weakKey, weakPassword } from './weak-values.ts';

const PORT_RULE = 'must be a port number from 1 to 65535';
const port = (fallback: number) => z.string().default(String(fallback)).pipe(portText);
const portText = z
  .string()
  .regex(/^\d{1,5}$/, PORT_RULE)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, PORT_RULE);

const URL_RULE = 'must be an http:// or https:// address without a query';
const httpUrl = z
  .string()
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  }, URL_RULE)
  // Paths are appended to it.
  .transform((text) => text.replace(/\/+$/, ''));

const TELEGRAM_TOKEN_RULE = 'must look like 123456789:AbC… (from @BotFather)';
const telegramToken = z.string().regex(/^\d{5,}:[\w-]{10,}$/, TELEGRAM_TOKEN_RULE);

/** A token or key that another company gave us: its form is theirs, but a left-over placeholder is no credential. */
const credential = z.string().refine((text) => !placeholder(text), 'is a placeholder, not a real value');

const telegramIds = z
  .string()
  .regex(/^\s*\d+(\s*,\s*\d+)*\s*$/, 'must be numeric Telegram user ids with commas between them')
  .transform((text) => text.split(',').map((part) => Number(part.trim())));

const PAYLOAD_KEYS_RULE = 'must be "id:<32 bytes in base64>", several with commas between them';
const payloadKeys = z.string().superRefine((text, context) => {
  const keys = text.split(',').map((part) => part.trim().split(':'));
  const formed = keys.every(([id, key], index) => {
    const unique = keys.findIndex(([other]) => other === id) === index;
    return unique && id && keys[index]?.length === 2 && Buffer.from(key ?? '', 'base64').length === 32;
  });
  if (!formed) context.addIssue({ code: 'custom', message: PAYLOAD_KEYS_RULE });
  else if (keys.some(([, key]) => new Set(Buffer.from(key ?? '', 'base64')).size < 8)) {
    context.addIssue({ code: 'custom', message: 'is too regular to be a random key' });
  }
});

const secret = (why: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const problem = why(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

/** Where TEMPORAL_ADDRESS and a proxy's hop count may go wrong is worth a sentence each. */
const hostAndPort = z
  .string()
  .regex(/^[\w.-]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, 'must be host:port, without http://');
const hops = z
  .string()
  .default('0')
  .pipe(
    z
      .string()
      .regex(/^\d{1,2}$/, 'must be a number from 0 to 10: how many proxies stand in front')
      .transform(Number)
      .refine((value) => value <= 10, 'must be a number from 0 to 10: how many proxies stand in front'),
  );

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const VARIABLES = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { error: 'must be development, test or production' })
    .default('development'),
  PORT: port(3000),
  POSTGRES_PORT: port(54_329),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  SANDBOX_PORT: port(4010),
  DATA_DIR: z.string().default('.reprise'),
  OWNER_EMAIL: z.email('must be an e-mail address').optional(),
  OWNER_PASSWORD: secret(weakPassword).optional(),
  PUBLIC_URL: httpUrl.optional(),
  TRUSTED_PROXY_HOPS: hops,
  SECRET_KEY: secret(weakKey).optional(),
  DATABASE_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^postgres(ql)?:\/\/[^/]+\/[^/?]+/.test(text), {
      message: 'must be postgres://user:password@host:port/database',
    })
    .optional(),
  TEMPORAL_ADDRESS: hostAndPort.optional(),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{1,62}$/, 'must be 2–63 letters, digits, dots or dashes')
    .default('default'),
  TEMPORAL_UI_URL: httpUrl.optional(),
  TEMPORAL_CLI_PATH: z.string().optional(),
  PAYLOAD_KEYS: payloadKeys.optional(),
  LOG_LEVEL: z.enum(LEVELS, { error: `must be one of ${LEVELS.join(', ')}` }).default('info'),
  METRICS_PORT: portText.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  BOOKING_BASE_URL: httpUrl.optional(),
  BOOKING_PARTNER_TOKEN: credential.optional(),
  BOOKING_USER_TOKEN: credential.optional(),
  WHATSAPP_BASE_URL: httpUrl.optional(),
  WHATSAPP_API_VERSION: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/, 'must look like v23.0')
    .default('v23.0'),
  WHATSAPP_ACCESS_TOKEN: credential.optional(),
  WHATSAPP_PHONE_NUMBER_ID: z.string().regex(/^\d+$/, "must be Meta's numeric id, not the phone number").optional(),
  WHATSAPP_BUSINESS_ACCOUNT_ID: z.string().regex(/^\d+$/, "must be Meta's numeric id").optional(),
  WHATSAPP_APP_SECRET: credential.optional(),
  WHATSAPP_VERIFY_TOKEN: credential.optional(),
  TELEGRAM_API_ROOT: httpUrl.optional(),
  MODERATION_BOT_TOKEN: telegramToken.optional(),
  MODERATION_CHAT_ID: z
    .string()
    .regex(/^-?\d+$/, "must be the chat's numeric id (a group's is negative)")
    .transform(Number)
    .optional(),
  TELEGRAM_ALLOWED_USER_IDS: telegramIds.optional(),
  CLIENT_BOT_TOKEN: telegramToken.optional(),
  ANTHROPIC_API_KEY: credential.optional(),
  ANTHROPIC_BASE_URL: httpUrl.optional(),
  ANTHROPIC_MODEL: z.string().default('claude-sonnet-5-5'),
  YOOKASSA_BASE_URL: httpUrl.optional(),
  YOOKASSA_SHOP_ID: z.string().regex(/^\d+$/, 'must be a number').optional(),
  YOOKASSA_SECRET_KEY: credential.optional(),
  TBANK_BASE_URL: httpUrl.optional(),
  TBANK_TERMINAL_KEY: credential.optional(),
  TBANK_PASSWORD: credential.optional(),
  VK_BASE_URL: httpUrl.optional(),
  VK_ACCESS_TOKEN: credential.optional(),
  VK_GROUP_ID: z.string().regex(/^\d+$/, 'must be the numeric id of the community').optional(),
  SHEETS_BASE_URL: httpUrl.optional(),
});

export type Variables = z.output<typeof VARIABLES>;
export type VariableName = keyof Variables;
export const VARIABLE_NAMES = Object.keys(VARIABLES.shape) as VariableName[];

/** Empty counts as not set, so that a line may stay in `.env` without a value. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
