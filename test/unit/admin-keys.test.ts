/** What the pages need of a browser that serves plain http on a name of its own. */

import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SOURCE = path.join(import.meta.dirname, '../../admin-ui/src/platform/keys.ts');
const { newKey } = (await import(pathToFileURL(SOURCE).href)) as { newKey: () => string };

describe('a key for one try', () => {
  it('is another each time, and one the API takes', () => {
    const keys = Array.from({ length: 1000 }, newKey);
    expect(new Set(keys).size).to.equal(1000);
    for (const key of keys) expect(key).to.match(/^[\x21-\x7e]{8,200}$/);
  });
});
