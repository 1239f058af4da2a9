/** No decision is shown as a code: whatever the rules, the claim and the senders can say has words in both languages. */

import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DECISIONS } from '../../contracts/http/campaigns.ts';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
type Words = Record<string, Record<string, unknown>>;
const wordsOf = async (language: string): Promise<Words> =>
  ((await import(pathToFileURL(path.join(root, `admin-ui/src/words/${language}.ts`)).href)) as { words: Words }).words;

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, code]) => code ?? '');
/** Members of `type Name = | 'a' | 'b'`. */
const union = (file: string, name: string): string[] => {
  const [, members = ''] = new RegExp(`type ${name} =([^;]+);`).exec(read(file)) ?? [];
  return all(members, /'([a-z_]+)'/g);
};
function filesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** Where reasons come from; a new one anywhere here needs its words. */
const REASONS = new Set([
  ...all(read('db/queries/claim-outbox.sql'), /'(?:end|wait|take_back):([a-z_]+)'/g),
  ...union('domain/delivery/gate.ts', 'HoldReason'),
  ...union('domain/campaigns/candidates.ts', 'SkipReason'),
  ...filesUnder('activities/campaigns').flatMap((file) => all(read(file), /'skipped', reason: '([a-z_]+)'/g)),
  ...all(read('db/migrations/0021-decisions-and-budgets.ts'), /then '([a-z_]+)'/g).filter(
    (code) => !(DECISIONS as readonly string[]).includes(code),
  ),
  ...all(read('domain/delivery/answers.ts'), /why: ('[^;}]+)/g).flatMap((kinds) => all(kinds, /'([a-z_]+)'/g)),
  'sender_lost',
  'budget',
  'arrived',
  'due',
  'held_out',
  'good_until_passed',
  'not_decided',
  'converted',
  'declined',
  'max_attempts',
  'cancelled',
  'expired',
]);

describe('the words for decisions', () => {
  for (const language of ['en', 'ru'])
    it(`name every decision and every reason in ${language}`, async () => {
      const words = await wordsOf(language);
      expect(REASONS.size).to.be.greaterThan(40);
      const groups = ['wait', 'because', 'skip'].map((group) => words[group] ?? {});
      expect([...REASONS].filter((code) => !groups.some((group) => typeof group[code] === 'string'))).to.deep.equal([]);
      for (const group of ['decided', 'decidedShort'])
        expect(DECISIONS.filter((decision) => typeof words[group]?.[decision] !== 'string')).to.deep.equal([]);
    });
});
