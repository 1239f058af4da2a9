/** Keeps invented people and real messages apart: which outside systems are stand-ins, and which mixtures are refused. */

import { isSet } from './schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The systems that the sandbox can stand in for, with the variables that say otherwise. */
const SYSTEMS = {
  booking: { url: 'BOOKING_BASE_URL', credentials: ['BOOKING_PARTNER_TOKEN', 'BOOKING_USER_TOKEN'] },
  whatsapp: {
    url: 'WHATSAPP_BASE_URL',
    credentials: [
      'WHATSAPP_ACCESS_TOKEN',
      'WHATSAPP_PHONE_NUMBER_ID',
      'WHATSAPP_BUSINESS_ACCOUNT_ID',
      'WHATSAPP_APP_SECRET',
      'WHATSAPP_VERIFY_TOKEN',
    ],
  },
  telegram: {
    url: 'TELEGRAM_API_ROOT',
    // Whom a bot talks to is no credential: the sandbox's chat may have other moderators than its own two.
    credentials: ['MODERATION_BOT_TOKEN', 'CLIENT_BOT_TOKEN'],
  },
  claude: { url: 'ANTHROPIC_BASE_URL', credentials: ['ANTHROPIC_API_KEY'] },
} as const;

export type StandInSystem = keyof typeof SYSTEMS;
/** `sandbox`: ours. `stand-in`: somebody's on this machine. `real`: the world. */
export type Counterpart = 'sandbox' | 'stand-in' | 'real';

/** A base URL on a loopback address is a stand-in, whoever's it is. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const host = new URL(url).hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return host === '0.0.0.0' || host === '::' || host === '::1' || /^(::ffff:)?(127\.|7f[0-9a-f]{2}:)/.test(host);
}

/** Strings of our sandbox say so; whoever copies one into `.env` means the sandbox. */
const saysSandbox = (value: string): boolean => /sandbox/i.test(value);

export function counterpart(system: StandInSystem, env: Environment): Counterpart {
  const { url, credentials } = SYSTEMS[system];
  const address = env[url];
  const given = credentials.map((name) => env[name]).filter(isSet);
  if (isSet(address)) {
    if (!isLoopback(address)) return system === 'booking' && given.some(saysSandbox) ? 'stand-in' : 'real';
    return isOurSandbox(address, env) ? 'sandbox' : 'stand-in';
  }
  if (env['NODE_ENV'] === 'production') return 'real';
  return given.length === 0 || given.some(saysSandbox) ? 'sandbox' : 'real';
}

function isOurSandbox(address: string, env: Environment): boolean {
  const port = isSet(env['SANDBOX_PORT']) ? env['SANDBOX_PORT'] : '4010';
  return new URL(address).port === port;
}

/** Sentences, none when all is well. */
export function mixtureProblems(env: Environment): string[] {
  const problems: string[] = [];
  const booking = counterpart('booking', env);
  for (const system of ['whatsapp', 'telegram'] as const) {
    if (counterpart(system, env) !== 'real' || booking === 'real') continue;
    const named = [SYSTEMS[system].url, ...SYSTEMS[system].credentials].filter((name) => isSet(env[name]));
    problems.push(
      `${named.length > 0 ? named.join(', ') : SYSTEMS[system].url}: real ${system === 'whatsapp' ? 'WhatsApp' : 'Telegram'} beside a stand-in for the booking platform ` +
        `(${isSet(env['BOOKING_BASE_URL']) ? 'BOOKING_BASE_URL is on this machine or its tokens are the sandbox’s' : 'BOOKING_PARTNER_TOKEN and BOOKING_USER_TOKEN are not set'}). ` +
        'Its people are invented and their numbers may be somebody’s: set both real or neither.',
    );
  }
  if (env['NODE_ENV'] === 'production') problems.push(...sandboxInProduction(env));
  return [...problems, ...incomplete(env)];
}

function sandboxInProduction(env: Environment): string[] {
  return Object.values(SYSTEMS)
    .flatMap(({ credentials }) => credentials)
    .filter((name) => saysSandbox(env[name] ?? ''))
    .map((name) => `${name}: is the sandbox’s, and the sandbox never runs with NODE_ENV=production.`);
}

const GROUPS: readonly { names: readonly string[]; system?: StandInSystem }[] = [
  { names: SYSTEMS.booking.credentials, system: 'booking' },
  { names: SYSTEMS.whatsapp.credentials, system: 'whatsapp' },
  { names: ['MODERATION_BOT_TOKEN', 'MODERATION_CHAT_ID'], system: 'telegram' },
  { names: ['YOOKASSA_SHOP_ID', 'YOOKASSA_SECRET_KEY'] },
  { names: ['TBANK_TERMINAL_KEY', 'TBANK_PASSWORD'] },
  { names: ['VK_ACCESS_TOKEN', 'VK_GROUP_ID'] },
];

/** Half a set of credentials would fail at the first message instead of at the start. A stand-in may ask for fewer. */
function incomplete(env: Environment): string[] {
  return GROUPS.filter(({ system }) => !system || counterpart(system, env) === 'real').flatMap(({ names }) => {
    const given = names.filter((name) => isSet(env[name]));
    if (given.length === 0 || given.length === names.length) return [];
    return names
      .filter((name) => !isSet(env[name]))
      .map((name) => `${name}: is missing, but ${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} set.`);
  });
}
