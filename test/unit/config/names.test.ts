/** Misspelt variables are found; everybody else's are left alone. */

import { expect } from 'chai';
import fc from 'fast-check';
import { editDistance, unknownNames } from '../../../config/names.ts';
import { VARIABLE_NAMES } from '../../../config/schema.ts';

const suggestionFor = (name: string) => unknownNames([name], VARIABLE_NAMES)[0];

describe('A variable name', () => {
  const misspelt: [string, string][] = [
    ['PROT', 'PORT'],
    ['PORTS', 'PORT'],
    ['DATADIR', 'DATA_DIR'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['SECRETKEY', 'SECRET_KEY'],
    ['TEMPORAL_ADRESS', 'TEMPORAL_ADDRESS'],
    ['ANTROPIC_API_KEY', 'ANTHROPIC_API_KEY'],
    ['ANTHROPIC_KEY', 'ANTHROPIC_API_KEY'],
    ['WHATSAPP_TOKEN', 'WHATSAPP_ACCESS_TOKEN'],
    ['WHATSAPP_PHONE_ID', 'WHATSAPP_PHONE_NUMBER_ID'],
    ['TELEGRAM_BOT_TOKEN', 'CLIENT_BOT_TOKEN'],
    ['BOOKING_BASEURL', 'BOOKING_BASE_URL'],
    ['PAYLOAD_KEY', 'PAYLOAD_KEYS'],
    ['database_url', 'DATABASE_URL'],
  ];
  for (const [name, meant] of misspelt) {
    it(`${name} is answered with ${meant}`, () => {
      expect(suggestionFor(name)?.suggestion).to.equal(meant);
    });
  }

  const others = [
    'PATH',
    'HOME',
    'USER',
    'HOST',
    'LANG',
    'PWD',
    'OLDPWD',
    'SHELL',
    'TERM',
    'TZ',
    'CI',
    'NODE_OPTIONS',
    'NODE_PATH',
  ];
  const vendors = [
    'ANTHROPIC_AUTH_TOKEN',
    'POSTGRES_PASSWORD',
    'TEMPORAL_TLS_CERT',
    'TEMPORAL_CLI_ADDRESS',
    'OTEL_SERVICE_NAME',
  ];
  const tools = [
    'npm_config_cache',
    'npm_package_name',
    'PGDATA',
    'PGPORT',
    'XDG_CACHE_HOME',
    'IS_SANDBOX',
    'SSL_CERT_FILE',
    'LC_ALL',
  ];
  for (const name of [...others, ...vendors, ...tools]) {
    it(`${name} is somebody else’s business`, () => {
      expect(suggestionFor(name)).to.equal(undefined);
    });
  }

  it('with one of our prefixes is reported even when nothing is near', () => {
    expect(suggestionFor('WHATSAPP_FAVOURITE_COLOUR')?.name).to.equal('WHATSAPP_FAVOURITE_COLOUR');
  });

  it('that exists is never reported', () => {
    expect(unknownNames(VARIABLE_NAMES, VARIABLE_NAMES)).to.deep.equal([]);
  });

  it('has a distance that is symmetric, zero only for itself, and one for any single slip', () => {
    const letters = fc.string({ unit: fc.constantFrom('A', 'B', 'C', '_'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(letters, letters, fc.nat(8), (one, other, at) => {
        expect(editDistance(one, other)).to.equal(editDistance(other, one));
        expect(editDistance(one, other) === 0).to.equal(one === other);
        const place = at % (one.length + 1);
        expect(editDistance(one, `${one.slice(0, place)}Z${one.slice(place)}`)).to.equal(1);
      }),
    );
  });
});
