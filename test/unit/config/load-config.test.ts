/** The configuration: every problem at once, no weak secret, no real message to invented people. */

import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkedVariables, ConfigError, loadConfig } from '../../../config/config.ts';
import { projectRoot, readEnvironment } from '../../../config/environment.ts';
import { secretsFile } from '../../../config/local-secrets.ts';
import { VARIABLE_NAMES } from '../../../config/schema.ts';

type Given = Record<string, string | undefined>;

function problemsOf(variables: Given, fromFile: string[] = []): readonly string[] {
  try {
    checkedVariables({ variables, fromFile });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const GOOD_KEY = '9f2c1b7ae4d35086f1a2b3c4d5e6f70818293a4b5c6d7e8f';
const REAL_BOOKING = { BOOKING_PARTNER_TOKEN: 'gf84hgf73hf', BOOKING_USER_TOKEN: 'k3jh4kj5h34' };
const REAL_WHATSAPP = {
  WHATSAPP_ACCESS_TOKEN: 'EAAGm0PX4ZCpsBA',
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_BUSINESS_ACCOUNT_ID: '102290129340398',
  WHATSAPP_APP_SECRET: 'b18ff6a0c5d64e2f9a7c',
  WHATSAPP_VERIFY_TOKEN: 'meet-me-at-the-gym',
};
const REAL_TELEGRAM = {
  MODERATION_BOT_TOKEN: '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  MODERATION_CHAT_ID: '-1001234567890',
};

describe('The configuration', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'reprise-config-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const load = (variables: Given) => loadConfig({ variables: { DATA_DIR: dataDir, ...variables }, fromFile: [] });

  it('is complete with an empty environment: everything outside is the sandbox', () => {
    const config = load({});
    expect(config.ports).to.include({ api: 3000, postgres: 54329, temporal: 7233, temporalUi: 8233, sandbox: 4010 });
    expect(config.standIns).to.deep.equal({
      booking: 'sandbox',
      whatsapp: 'sandbox',
      telegram: 'sandbox',
      claude: 'sandbox',
    });
    expect(config.booking.baseUrl).to.equal('http://127.0.0.1:4010/booking/api/v1');
    expect(config.whatsapp.baseUrl).to.equal('http://127.0.0.1:4010/whatsapp');
    expect(config.telegram.apiRoot).to.equal('http://127.0.0.1:4010/telegram');
    expect(config.claude.baseUrl).to.equal('http://127.0.0.1:4010/claude');
    expect(config.telegram.allowedUserIds).to.deep.equal([]);
  });

  it('treats an empty value as not set, and trims the others', () => {
    expect(load({ PORT: '', WHATSAPP_ACCESS_TOKEN: '  ' }).ports.api).to.equal(3000);
    expect(load({ PORT: ' 3001 ' }).ports.api).to.equal(3001);
  });

  it('cannot be changed after it is read', () => {
    const config = load({});
    expect(() => Object.assign(config.ports, { api: 1 })).to.throw(TypeError);
    expect(() => Object.assign(config, { dataDir: '/' })).to.throw(TypeError);
  });

  it('lists every bad and unknown variable at once', () => {
    const problems = problemsOf({
      PORT: 'eighty',
      SANDBOX_PORT: '70000',
      TRUSTED_PROXY_HOPS: '-1',
      NODE_ENV: 'prod',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x/y',
      TEMPORAL_ADDRESS: 'http://127.0.0.1:7233',
      WHATSAPP_API_VERSION: '23',
      TELEGRAM_ALLOWED_USER_IDS: '@anna',
      OWNER_EMAIL: 'nobody',
      SECRET_KEY: 'short',
      WHATSAP_ACCESS_TOKEN: 'x',
      BOOKING_TOKN: 'x',
    });
    const names = problems.map((problem) => problem.split(':')[0]);
    expect(names).to.include.members([
      'PORT',
      'SANDBOX_PORT',
      'TRUSTED_PROXY_HOPS',
      'NODE_ENV',
      'LOG_LEVEL',
      'DATABASE_URL',
    ]);
    expect(names).to.include.members([
      'TEMPORAL_ADDRESS',
      'WHATSAPP_API_VERSION',
      'TELEGRAM_ALLOWED_USER_IDS',
      'OWNER_EMAIL',
    ]);
    expect(names).to.include.members(['SECRET_KEY', 'WHATSAP_ACCESS_TOKEN', 'BOOKING_TOKN']);
    expect(problems).to.have.length(13);
  });

  it('never quotes a value, which may be a secret', () => {
    const problems = problemsOf({ SECRET_KEY: 'hunter2hunter2', OWNER_PASSWORD: 'tiny', WHATSAPP_TOKEN: 'EAAGleak' });
    expect(problems).to.have.length(3);
    expect(problems.join('\n')).not.to.match(/hunter2|tiny|EAAGleak/);
  });

  const refused: [string, Given][] = [
    ['PORT', { PORT: '0' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '3000.5' }],
    ['PORT', { PORT: '0x10' }],
    ['METRICS_PORT', { METRICS_PORT: 'no' }],
    ['POSTGRES_PORT', { POSTGRES_PORT: '3000' }],
    ['SANDBOX_PORT', { PORT: '4010' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'reprise.example' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'ftp://reprise.example' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://reprise.example/?a=1' }],
    ['BOOKING_BASE_URL', { BOOKING_BASE_URL: 'localhost:4010' }],
    ['TRUSTED_PROXY_HOPS', { TRUSTED_PROXY_HOPS: 'true' }],
    ['TRUSTED_PROXY_HOPS', { TRUSTED_PROXY_HOPS: '11' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://host' }],
    ['TEMPORAL_ADDRESS', { TEMPORAL_ADDRESS: '127.0.0.1' }],
    ['TEMPORAL_NAMESPACE', { TEMPORAL_NAMESPACE: 'a b' }],
    ['PAYLOAD_KEYS', { PAYLOAD_KEYS: 'one:short' }],
    ['PAYLOAD_KEYS', { PAYLOAD_KEYS: `one:${Buffer.alloc(32).toString('base64')}` }],
    ['OWNER_EMAIL', { OWNER_EMAIL: 'owner@' }],
    ['MODERATION_CHAT_ID', { MODERATION_CHAT_ID: '@club', TELEGRAM_API_ROOT: 'http://localhost:1' }],
    ['MODERATION_BOT_TOKEN', { MODERATION_BOT_TOKEN: 'token', TELEGRAM_API_ROOT: 'http://localhost:1' }],
    ['WHATSAPP_PHONE_NUMBER_ID', { WHATSAPP_PHONE_NUMBER_ID: '+16045550123', WHATSAPP_BASE_URL: 'http://localhost:1' }],
    ['ANTHROPIC_API_KEY', { ANTHROPIC_API_KEY: 'your-api-key' }],
    ['WHATSAPP_APP_SECRET', { WHATSAPP_APP_SECRET: 'changeme', WHATSAPP_BASE_URL: 'http://localhost:1' }],
  ];
  for (const [name, given] of refused) {
    it(`refuses ${JSON.stringify(given)} and names ${name}`, () => {
      const problems = problemsOf(given);
      expect(problems, problems.join('\n')).to.have.length(1);
      expect(problems[0]).to.match(new RegExp(`^${name}: `));
    });
  }

  const accepted: Given[] = [
    { PUBLIC_URL: 'https://reprise.example/' },
    { TEMPORAL_ADDRESS: 'temporal.internal:7233' },
    { TEMPORAL_ADDRESS: '[::1]:7233' },
    { DATABASE_URL: 'postgresql://u:p%40ss@db.internal/reprise?sslmode=require' },
    { PAYLOAD_KEYS: `a:${Buffer.from(GOOD_KEY.slice(0, 32)).toString('base64')}` },
    { TELEGRAM_ALLOWED_USER_IDS: '1, 22 ,333' },
    { OWNER_EMAIL: 'Owner@Club.example', OWNER_PASSWORD: 'correct horse battery' },
    { SECRET_KEY: GOOD_KEY },
  ];
  for (const given of accepted) {
    it(`takes ${JSON.stringify(given)}`, () => {
      expect(problemsOf(given)).to.deep.equal([]);
    });
  }

  it('takes a trailing slash off addresses, since paths are appended', () => {
    expect(load({ BOOKING_BASE_URL: 'http://127.0.0.1:9999/api/' }).booking.baseUrl).to.equal(
      'http://127.0.0.1:9999/api',
    );
  });

  describe('secrets', () => {
    it('are made once into the data folder, for its owner’s eyes only', () => {
      const first = load({});
      const second = load({});
      expect(second.secretKey).to.equal(first.secretKey).and.to.have.length.greaterThan(31);
      expect(second.databaseUrl).to.equal(first.databaseUrl);
      expect(statSync(secretsFile(dataDir)).mode & 0o777).to.equal(0o600);
    });

    it('in the environment win over generated ones', () => {
      expect(load({ SECRET_KEY: GOOD_KEY }).secretKey).to.equal(GOOD_KEY);
    });

    it('are not invented anew over a damaged file, which would make stored credentials unreadable', () => {
      load({});
      writeFileSync(secretsFile(dataDir), '{"secretKey":');
      expect(() => load({})).to.throw(/secrets\.json is damaged.*backup/);
    });

    it('must be given in production', () => {
      const problems = problemsOf({ NODE_ENV: 'production' });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(/^SECRET_KEY: is required/);
      expect(problemsOf({ NODE_ENV: 'production', SECRET_KEY: GOOD_KEY })).to.deep.equal([]);
    });
  });

  describe('real messages and invented people', () => {
    const mixtures: [string, Given][] = [
      ['real WhatsApp beside the sandbox', REAL_WHATSAPP],
      ['real Telegram beside the sandbox', REAL_TELEGRAM],
      ['a real client bot beside the sandbox', { CLIENT_BOT_TOKEN: '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw' }],
      [
        'real WhatsApp beside a booking stand-in on localhost',
        { ...REAL_WHATSAPP, ...REAL_BOOKING, BOOKING_BASE_URL: 'http://localhost:8080' },
      ],
      ['… on 127.0.0.9', { ...REAL_WHATSAPP, ...REAL_BOOKING, BOOKING_BASE_URL: 'http://127.0.0.9/api' }],
      ['… on [::1]', { ...REAL_WHATSAPP, ...REAL_BOOKING, BOOKING_BASE_URL: 'http://[::1]:5000' }],
      [
        '… on a mapped loopback address',
        { ...REAL_WHATSAPP, ...REAL_BOOKING, BOOKING_BASE_URL: 'http://[::ffff:127.0.0.1]:5000' },
      ],
      ['… written as one number', { ...REAL_WHATSAPP, ...REAL_BOOKING, BOOKING_BASE_URL: 'http://2130706433/' }],
      ['… on booking.localhost', { ...REAL_WHATSAPP, ...REAL_BOOKING, BOOKING_BASE_URL: 'http://booking.localhost' }],
      [
        'real WhatsApp with the sandbox’s booking tokens',
        { ...REAL_WHATSAPP, BOOKING_PARTNER_TOKEN: 'sandbox-a', BOOKING_USER_TOKEN: 'sandbox-b' },
      ],
      ['WhatsApp’s real address named outright', { ...REAL_WHATSAPP, WHATSAPP_BASE_URL: 'https://graph.facebook.com' }],
      [
        'a booking stand-in in production',
        {
          ...REAL_WHATSAPP,
          ...REAL_TELEGRAM,
          ...REAL_BOOKING,
          NODE_ENV: 'production',
          SECRET_KEY: GOOD_KEY,
          BOOKING_BASE_URL: 'http://127.0.0.1:1',
        },
      ],
    ];
    for (const [what, given] of mixtures) {
      it(`are kept apart: ${what} is refused`, () => {
        expect(problemsOf(given).join('\n')).to.match(/real (WhatsApp|Telegram) beside a stand-in/);
      });
    }

    it('may meet nobody: all real is accepted', () => {
      expect(problemsOf({ ...REAL_WHATSAPP, ...REAL_TELEGRAM, ...REAL_BOOKING })).to.deep.equal([]);
      const config = load({ ...REAL_WHATSAPP, ...REAL_TELEGRAM, ...REAL_BOOKING });
      expect(config.standIns).to.include({ booking: 'real', whatsapp: 'real', telegram: 'real' });
      expect(config.whatsapp.baseUrl).to.equal('https://graph.facebook.com');
    });

    it('let anybody’s stand-in take a place, whatever its credentials', () => {
      const given = { ...REAL_WHATSAPP, WHATSAPP_BASE_URL: 'http://127.0.0.1:9000', WHATSAPP_VERIFY_TOKEN: undefined };
      expect(problemsOf(given)).to.deep.equal([]);
      expect(load(given).standIns.whatsapp).to.equal('stand-in');
    });

    it('let real Claude write for the sandbox’s people: nothing leaves for a client', () => {
      expect(problemsOf({ ANTHROPIC_API_KEY: 'sk-ant-api03-abcdefgh' })).to.deep.equal([]);
    });

    it('take no sandbox credentials into production', () => {
      const problems = problemsOf({
        NODE_ENV: 'production',
        SECRET_KEY: GOOD_KEY,
        ...REAL_BOOKING,
        ...REAL_WHATSAPP,
        WHATSAPP_ACCESS_TOKEN: 'sandbox-whatsapp-access-token-000000000000',
      });
      expect(problems.join('\n')).to.match(/WHATSAPP_ACCESS_TOKEN: is the sandbox’s/);
    });

    it('ask for the whole set of real credentials', () => {
      const { WHATSAPP_APP_SECRET: _, ...rest } = REAL_WHATSAPP;
      const problems = problemsOf({ ...rest, ...REAL_BOOKING });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(/^WHATSAPP_APP_SECRET: is missing/);
    });

    it('never let the sandbox stand in for anything in production', () => {
      const config = load({ NODE_ENV: 'production', SECRET_KEY: GOOD_KEY });
      expect(Object.values(config.standIns)).to.deep.equal(['real', 'real', 'real', 'real']);
      expect(config.booking.baseUrl).to.equal('https://api.yclients.com/api/v1');
    });
  });

  describe('.env', () => {
    it('is read, and the real environment wins over it', () => {
      const file = path.join(dataDir, '.env');
      writeFileSync(file, 'PORT=3100\nSANDBOX_PORT=4100\n');
      const environment = readEnvironment({ PORT: '3200' }, file);
      expect(checkedVariables(environment)).to.include({ PORT: 3200, SANDBOX_PORT: 4100 });
    });

    it('may hold no name we do not know, but settings of Node and the system', () => {
      expect(
        problemsOf({ FAVOURITE_COLOUR: 'blue', NODE_OPTIONS: '--trace-warnings', TZ: 'UTC' }, [
          'FAVOURITE_COLOUR',
          'NODE_OPTIONS',
          'TZ',
        ]),
      ).to.deep.equal(['FAVOURITE_COLOUR: is not known.']);
    });

    it('.example names exactly the variables that exist, and is itself a working .env', () => {
      const file = path.join(projectRoot(), '.env.example');
      const names = [...readFileSync(file, 'utf8').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
      expect(names).to.have.members(VARIABLE_NAMES);
      expect(
        problemsOf(
          readEnvironment({}, file).variables,
          names.filter((name) => name !== undefined),
        ),
      ).to.deep.equal([]);
    });
  });
});
