import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SYNC_FAILURES } from '../../../domain/sync/failures.ts';
import { refusesCompany } from '../../../domain/sync/refusals.ts';

/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
async function wordsOf(language: string): Promise<Record<string, string>> {
  const file = path.join(import.meta.dirname, `../../../admin-ui/src/words/${language}/codes.ts`);
  const { codes } = (await import(pathToFileURL(file).href)) as { codes: { failure: Record<string, string> } };
  return codes.failure;
}

describe('the ways a copying can fail', () => {
  it('each have words for people, in both languages', async () => {
    for (const known of [await wordsOf('en'), await wordsOf('ru')]) {
      for (const code of SYNC_FAILURES) expect(known[code], code).to.be.a('string').and.not.equal('');
    }
  });

  it('are told apart: what only a person mends, and what the next cycle tries again', () => {
    expect(SYNC_FAILURES.filter(refusesCompany)).to.deep.equal(['booking_token_refused', 'booking_licence']);
  });
});
