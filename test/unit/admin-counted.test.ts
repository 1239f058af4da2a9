/** Numbers stand with the form of their noun that the language has for them. */

import { expect } from 'chai';
import i18next from 'i18next';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCE = '../../admin-ui/src/';
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const load = async (file: string): Promise<unknown> =>
  import(pathToFileURL(path.join(import.meta.dirname, SOURCE, file)).href);
const { countNouns } = (await load('platform/counted.ts')) as { countNouns: (i18n: typeof i18next) => void };
const wordsOf = async (language: string) =>
  ((await load(`words/${language}.ts`)) as { words: Record<string, unknown> }).words;

async function speaking(language: string) {
  const i18n = i18next.createInstance();
  const resources = { [language]: { translation: await wordsOf(language) } };
  await i18n.init({ lng: language, resources, interpolation: { escapeValue: false } });
  countNouns(i18n);
  return i18n.t;
}

describe('numbers inside a sentence', () => {
  const due = { service: 'Haircut', daysSince: 74, interval: 41 };

  it('have their nouns in English', async () => {
    const t = await speaking('en');
    expect(t('reason.due', due)).to.equal('Last Haircut 74 days ago, due after 41 days');
    expect(t('reason.due', { ...due, daysSince: 1, interval: 1 })).to.equal('Last Haircut 1 day ago, due after 1 day');
    expect(t('reason.pt_dropout', { ptVisits: 2, daysSince: 31 })).to.equal(
      '2 personal trainings, the last 31 days ago',
    );
    expect(t('reason.rhythm', { days: '12.5' }), 'written out before').to.equal('Usually comes every 12.5 days');
    expect(t('score.visits', { visits: 1, part: '0.40' })).to.equal('1 visit × 2 × 0.2 = 0.40');
  });

  it('have each of the forms that Russian knows', async () => {
    const t = await speaking('ru');
    const of = (interval: number) => t('reason.due', { ...due, interval });
    const before = 'Последний раз «Haircut» 74 дня назад, пора через';
    expect([1, 2, 5, 11, 21, 41, 112].map(of)).to.deep.equal(
      ['1 день', '2 дня', '5 дней', '11 дней', '21 день', '41 день', '112 дней'].map((words) => `${before} ${words}`),
    );
    expect(t('reason.rhythm', { days: '12,5' })).to.equal('Обычно приходит раз в 12,5 дня');
    expect(t('reason.pt_dropout', { ptVisits: 5, daysSince: 31 })).to.equal(
      '5 персональных тренировок, последняя 31 день назад',
    );
  });

  it('take no words of a service for words of their own', async () => {
    const t = await speaking('en');
    const hostile = { ...due, service: 'Cut $t(nav.today)' };
    expect(t('reason.due', hostile)).to.equal('Last Cut $t(nav.today) 74 days ago, due after 41 days');
  });
});
