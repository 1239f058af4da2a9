/** The only reader of the environment: checks every variable at once and hands out one frozen Config. */

import path from 'node:path';
import { projectRoot, readEnvironment, type Environment } from './environment.ts';
import { localSecrets, type LocalSecrets } from './local-secrets.ts';
import { unknownNames } from './names.ts';
import { isSet, VARIABLE_NAMES, VARIABLES, type Variables } from './schema.ts';
import { counterpart, mixtureProblems, type Counterpart } from './stand-ins.ts';

/** Everything that is wrong with the environment, a sentence each. Its message names variables, never their values. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${String(problems.length)} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export type Config = Readonly<ReturnType<typeof shapeConfig>>;

/** Reads, checks and freezes. Throws ConfigError with all problems at once. */
export function loadConfig(environment: Environment = readEnvironment()): Config {
  const variables = checkedVariables(environment);
  const dataDir = path.resolve(projectRoot(), variables.DATA_DIR);
  const config = shapeConfig(variables, environment.variables, dataDir, () => localSecrets(dataDir));
  return deepFreeze(config);
}

/** All bad and unknown variables at once; nothing is read or written. */
export function checkedVariables({ variables, fromFile }: Environment): Variables {
  const given = Object.fromEntries(
    VARIABLE_NAMES.filter((name) => isSet(variables[name])).map((name) => [name, variables[name]?.trim()]),
  );
  const parsed = VARIABLES.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}.`);
  const namesSet = Object.keys(variables).filter((name) => isSet(variables[name]));
  for (const { name, suggestion } of unknownNames(namesSet, VARIABLE_NAMES, fromFile)) {
    problems.push(`${name}: is not known.${suggestion ? ` Did you mean ${suggestion}?` : ''}`);
  }
  problems.push(...mixtureProblems(given));
  if (given['NODE_ENV'] === 'production' && !given['SECRET_KEY']) {
    problems.push('SECRET_KEY: is required with NODE_ENV=production (make one: openssl rand -hex 32).');
  }
  if (parsed.success) problems.push(...portProblems(parsed.data));
  if (!parsed.success || problems.length > 0) throw new ConfigError([...new Set(problems)]);
  return parsed.data;
}

function portProblems(variables: Variables): string[] {
  const names = ['PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'SANDBOX_PORT', 'METRICS_PORT'] as const;
  return names.flatMap((name, index) => {
    const earlier = names.slice(0, index).find((other) => variables[other] === variables[name]);
    return earlier && variables[name] ? [`${name}: is the same port as ${earlier}.`] : [];
  });
}

/** Plain assignment from variables to the words the program uses; defaults that depend on others stand here. */
function shapeConfig(
  v: Variables,
  given: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  secrets: () => LocalSecrets,
) {
  const loopback = (port: number, rest = ''): string => `http://127.0.0.1:${String(port)}${rest}`;
  const standIns = {
    booking: counterpart('booking', given),
    whatsapp: counterpart('whatsapp', given),
    telegram: counterpart('telegram', given),
    claude: counterpart('claude', given),
  };
  const address = (set: string | undefined, who: Counterpart, real: string, sandboxPath: string): string =>
    set ?? (who === 'sandbox' ? loopback(v.SANDBOX_PORT, sandboxPath) : real);
  return {
    nodeEnv: v.NODE_ENV,
    production: v.NODE_ENV === 'production',
    root: projectRoot(),
    dataDir,
    ports: {
      api: v.PORT,
      postgres: v.POSTGRES_PORT,
      temporal: v.TEMPORAL_PORT,
      temporalUi: v.TEMPORAL_UI_PORT,
      sandbox: v.SANDBOX_PORT,
      metrics: v.METRICS_PORT,
    },
    publicUrl: v.PUBLIC_URL ?? `http://localhost:${String(v.PORT)}`,
    trustedProxyHops: v.TRUSTED_PROXY_HOPS,
    secretKey: v.SECRET_KEY ?? secrets().secretKey,
    /** Without DATABASE_URL, the PostgreSQL that `npm start` keeps for this data folder. */
    databaseUrl:
      v.DATABASE_URL ?? `postgres://reprise:${secrets().postgresPassword}@127.0.0.1:${String(v.POSTGRES_PORT)}/reprise`,
    databaseIsEmbedded: v.DATABASE_URL === undefined,
    temporal: {
      address: v.TEMPORAL_ADDRESS ?? `127.0.0.1:${String(v.TEMPORAL_PORT)}`,
      isLocal: v.TEMPORAL_ADDRESS === undefined,
      namespace: v.TEMPORAL_NAMESPACE,
      uiUrl: v.TEMPORAL_UI_URL ?? (v.TEMPORAL_ADDRESS === undefined ? loopback(v.TEMPORAL_UI_PORT) : undefined),
      cliPath: v.TEMPORAL_CLI_PATH,
      payloadKeys: v.PAYLOAD_KEYS,
    },
    logLevel: v.LOG_LEVEL,
    otelEndpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT,
    owner: { email: v.OWNER_EMAIL?.toLowerCase(), password: v.OWNER_PASSWORD },
    standIns,
    booking: {
      baseUrl: address(v.BOOKING_BASE_URL, standIns.booking, 'https://api.yclients.com/api/v1', '/booking/api/v1'),
      partnerToken: v.BOOKING_PARTNER_TOKEN,
      userToken: v.BOOKING_USER_TOKEN,
    },
    whatsapp: {
      baseUrl: address(v.WHATSAPP_BASE_URL, standIns.whatsapp, 'https://graph.facebook.com', '/whatsapp'),
      apiVersion: v.WHATSAPP_API_VERSION,
      accessToken: v.WHATSAPP_ACCESS_TOKEN,
      phoneNumberId: v.WHATSAPP_PHONE_NUMBER_ID,
      businessAccountId: v.WHATSAPP_BUSINESS_ACCOUNT_ID,
      appSecret: v.WHATSAPP_APP_SECRET,
      verifyToken: v.WHATSAPP_VERIFY_TOKEN,
    },
    telegram: {
      apiRoot: address(v.TELEGRAM_API_ROOT, standIns.telegram, 'https://api.telegram.org', '/telegram'),
      moderationBotToken: v.MODERATION_BOT_TOKEN,
      moderationChatId: v.MODERATION_CHAT_ID,
      allowedUserIds: v.TELEGRAM_ALLOWED_USER_IDS ?? [],
      clientBotToken: v.CLIENT_BOT_TOKEN,
    },
    claude: {
      baseUrl: address(v.ANTHROPIC_BASE_URL, standIns.claude, 'https://api.anthropic.com', '/claude'),
      apiKey: v.ANTHROPIC_API_KEY,
      model: v.ANTHROPIC_MODEL,
    },
    yookassa: {
      baseUrl: v.YOOKASSA_BASE_URL ?? 'https://api.yookassa.ru/v3',
      shopId: v.YOOKASSA_SHOP_ID,
      secretKey: v.YOOKASSA_SECRET_KEY,
    },
    tbank: {
      baseUrl: v.TBANK_BASE_URL ?? 'https://securepay.tinkoff.ru/v2',
      terminalKey: v.TBANK_TERMINAL_KEY,
      password: v.TBANK_PASSWORD,
    },
    vk: {
      baseUrl: v.VK_BASE_URL ?? 'https://api.vk.com/method',
      accessToken: v.VK_ACCESS_TOKEN,
      groupId: v.VK_GROUP_ID,
    },
    sheets: { baseUrl: v.SHEETS_BASE_URL ?? 'https://docs.google.com' },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
