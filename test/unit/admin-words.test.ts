/** The admin speaks both of its languages completely. */

import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCE = path.join(import.meta.dirname, '../../admin-ui/src');
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const wordsOf = async (language: string): Promise<object> =>
  ((await import(pathToFileURL(path.join(SOURCE, `words/${language}.ts`)).href)) as { words: object }).words;
const [en, ru] = [await wordsOf('en'), await wordsOf('ru')];
const PLURAL = /_(ordinal_)?(zero|one|two|few|many|other)$/;

function phrases(words: object, before = ''): [key: string, phrase: string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : phrases(value as object, `${before}${key}.`),
  );
}
const plain = (words: object): Set<string> => new Set(phrases(words).map(([key]) => key.replace(PLURAL, '')));
const places = (phrase: string): string[] =>
  [...phrase.matchAll(/\{\{(\w+)[^}]*\}\}/g)].map(([, name]) => name ?? '').toSorted();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'words' ? [] : sources(file);
    return /\.tsx?$/.test(entry.name) ? [file] : [];
  });
}

describe('the words of the admin', () => {
  it('are the same phrases in English and in Russian', () => {
    expect([...plain(ru)].toSorted()).to.deep.equal([...plain(en)].toSorted());
  });

  it('have every plural form that their language needs', () => {
    const lacking = [...lackingForms(en, ['one', 'other']), ...lackingForms(ru, ['one', 'few', 'many', 'other'])];
    expect(lacking).to.deep.equal([]);
  });

  it('name the same facts in both languages', () => {
    const russian = new Map(phrases(ru));
    // Plural forms may leave the number out; a run's author is not named in every language.
    const different = phrases(en).filter(([key, phrase]) => {
      const other = russian.get(key);
      return other !== undefined && !PLURAL.test(key) && places(phrase).join() !== places(other).join();
    });
    expect(different.map(([key]) => key)).to.deep.equal([]);
  });

  it('exist for every phrase that the pages ask for by name', () => {
    const known = plain(en);
    const asked = sources(SOURCE).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.]+)'/g)].map(([, key]) => key ?? ''),
    );
    expect(asked.length).to.be.greaterThan(100);
    expect(asked.filter((key) => !known.has(key))).to.deep.equal([]);
  });

  it('are all asked for somewhere: by name, by a name that is put together, or among the words for a code', () => {
    const text = sources(SOURCE)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const named = new Set([...text.matchAll(/['"`]([\w.]+)['"`]/g)].map(([, key]) => key));
    const ofCodes = [...text.matchAll(/useReasonWords\('([\w.]+)'\)/g)].map(([, before]) => `${before ?? ''}.`);
    const composed = [...text.matchAll(/`(\w+\.(?:[\w.]|\$\{[^`{}]+\})*\$\{[^`{}]+\}[\w.]*)`/g)].map(
      ([, key]) =>
        new RegExp(`^${(key ?? '').replaceAll('.', String.raw`\.`).replaceAll(/\$\{[^{}]+\}/g, String.raw`[-\w.]+`)}$`),
    );
    const unused = [...plain(en)].filter(
      (key) =>
        !named.has(key) &&
        !ofCodes.some((before) => key.startsWith(before)) &&
        !composed.some((pattern) => pattern.test(key)),
    );
    expect(unused).to.deep.equal([]);
  });
});

function lackingForms(words: object, forms: string[]): string[] {
  const all = new Set(phrases(words).map(([key]) => key));
  const counted = [...all].filter((key) => key.endsWith('_other') && !key.includes('_ordinal_'));
  return counted.flatMap((key) => {
    const stem = key.slice(0, -'_other'.length);
    return forms.filter((form) => !all.has(`${stem}_${form}`)).map((form) => `${stem}_${form}`);
  });
}
