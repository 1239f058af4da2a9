/** What the forms of the settings work out before anything is sent. */

import { expect } from 'chai';
import { getCountries } from 'libphonenumber-js';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { COUNTRIES } from '../../contracts/http/countries.ts';
import { isTimeZone } from '../../contracts/http/company-settings.ts';

interface Option {
  value: string;
  label: string;
  hint?: string;
}
interface Form {
  isOn: boolean;
  cooldown: string;
  bySegment: { segment: string; days: string }[];
}
const SOURCE = '../../admin-ui/src/';
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const load = async (file: string): Promise<unknown> =>
  import(pathToFileURL(path.join(import.meta.dirname, SOURCE, file)).href);
const { zonesIn, countriesIn, currenciesIn } = (await load('platform/places.ts')) as {
  zonesIn: (language: string, present: string, at: Date) => Option[];
  countriesIn: (language: string) => Option[];
  currenciesIn: (language: string) => Option[];
};
const { fitting } = (await load('platform/fitting.ts')) as { fitting: (options: Option[], typed: string) => Option[] };
const scenario = (await load('features/campaigns/components/scenario-form.ts')) as {
  wrongIn: (form: Form) => string[];
  updateOf: (form: Form, version: number) => Record<string, unknown>;
};

describe('the lists of zones, countries and currencies', () => {
  const at = new Date('2026-11-20T12:00:00Z');

  it('are named in the reader’s language and found by any part of the name', () => {
    expect(fitting(countriesIn('ru'), 'чех')[0]).to.include({ value: 'CZ', label: 'Чехия' });
    expect(fitting(countriesIn('en'), 'CZ').map(({ value }) => value)).to.include('CZ');
    expect(fitting(currenciesIn('en'), 'canad dol')[0]?.value).to.equal('CAD');
    expect(fitting(zonesIn('en', 'UTC', at), 'new york')[0]?.value).to.equal('America/New_York');
    expect(fitting(countriesIn('en'), 'cote')[0]?.value, 'without its accents').to.equal('CI');
    expect(fitting(countriesIn('en'), 'nowhere at all')).to.deep.equal([]);
  });

  it('hold the zone that is set, and no zone that the product would refuse', () => {
    const zones = zonesIn('en', 'Europe/Kyiv', at).map(({ value }) => value);
    expect(zones).to.include.members(['Europe/Kyiv', 'UTC']);
    expect(zones.filter((zone) => !isTimeZone(zone))).to.deep.equal([]);
    for (const zone of ['+03:00', 'Mars/Olympus', 'local', 'EST5EDT']) expect(isTimeZone(zone), zone).to.equal(false);
  });

  it('are of every country that has phone numbers', () => {
    expect(COUNTRIES.toSorted()).to.deep.equal([...getCountries()].toSorted());
  });
});

describe('the form of an occasion', () => {
  const form = (over: Partial<Form> = {}): Form => ({ isOn: true, cooldown: '', bySegment: [], ...over });

  it('names the numbers that will not do: only whole days from 0 to 1000 will', () => {
    for (const typed of ['-1', '1001', '2.5', 'ten', '1e2'])
      expect(scenario.wrongIn(form({ cooldown: typed })), typed).to.deep.equal(['cooldown']);
    const bySegment = [
      { segment: 'vip_members', days: '' },
      { segment: 'at_risk', days: '1000' },
    ];
    expect(scenario.wrongIn(form({ cooldown: '0', bySegment }))).to.deep.equal(['vip_members']);
  });

  it('sends an empty length as the usual one', () => {
    const bySegment = [{ segment: 'vip_members', days: '120' }];
    expect(scenario.updateOf(form({ cooldown: ' ', bySegment }), 3)).to.deep.equal({
      isOn: true,
      cooldownDays: null,
      cooldownBySegment: { vip_members: 120 },
      version: 3,
    });
  });
});
