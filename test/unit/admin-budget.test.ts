/** What the pages about money and the outbox work out before anything is sent. */

import { expect } from 'chai';
import fc from 'fast-check';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { budgetUpdate } from '../../contracts/http/budget.ts';
import { maySettle, SETTLEMENTS as KNOWN, type Settlement } from '../../domain/delivery/settle.ts';

/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const load = async (file: string): Promise<unknown> =>
  import(pathToFileURL(path.join(import.meta.dirname, '../../admin-ui/src/features', file)).href);
interface Typed {
  aiCap: string;
  messageCap: string;
  aiInput: string;
  aiOutput: string;
  prices: { prefix: string; category: string; perThousand: string }[];
}
const { asBudgetUpdate, minorOf, typedOf } = (await load('access/components/budget-form.ts')) as {
  asBudgetUpdate: (typed: Typed, version: number, digits: number) => object | null;
  minorOf: (typed: string, digits: number) => number | null;
  typedOf: (minor: number | null, digits: number) => string;
};
const { SETTLEMENTS, fitting } = (await load('delivery/components/settlements.ts')) as {
  SETTLEMENTS: readonly Settlement[];
  fitting: (rows: { status: string; closedBy: string | null }[], settlement: Settlement) => object[];
};

const NOTHING: Typed = { aiCap: '', messageCap: '', aiInput: '', aiOutput: '', prices: [] };
const price = (prefix: string, perThousand: string) => ({ prefix, category: 'marketing', perThousand });

describe('the form of the month’s money', () => {
  it('reads amounts with a point or a comma, and nothing as no cap', () => {
    expect([minorOf('12,5', 2), minorOf(' 12.50 ', 2), minorOf('', 2), minorOf('900', 0)]).to.deep.equal([
      1250,
      1250,
      null,
      900,
    ]);
  });

  it('writes an amount as it reads it, in every currency', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.constantFrom(0, 2, 3), (minor, digits) => {
        expect(minorOf(typedOf(minor, digits), digits)).to.equal(minor);
      }),
    );
  });

  it('sends only what the server takes', () => {
    const typed = { ...NOTHING, messageCap: '150', prices: [price('+420', '86'), price('', '60,40')] };
    expect(budgetUpdate.safeParse(asBudgetUpdate(typed, 3, 2)).success).to.equal(true);
    for (const wrong of [
      { ...NOTHING, aiCap: 'much' },
      { ...NOTHING, aiCap: '-1' },
      { ...NOTHING, prices: [price('420', '1')] },
      { ...NOTHING, prices: [price('+420', '')] },
      { ...NOTHING, prices: [price('+420', '1'), price('+420', '2')] },
    ])
      expect(asBudgetUpdate(wrong, 3, 2), JSON.stringify(wrong)).to.equal(null);
  });
});

describe('the buttons of the outbox', () => {
  it('offer nothing that the rule refuses', () => {
    expect(SETTLEMENTS).to.have.members([...KNOWN]);
    for (const settlement of SETTLEMENTS)
      for (const status of ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'dead', 'cancelled'])
        for (const closedBy of [null, 'Anna'])
          if (fitting([{ status, closedBy }], settlement).length > 0)
            expect(maySettle(settlement, { status, isClosed: closedBy !== null }), `${settlement} ${status}`).to.equal(
              'yes',
            );
  });
});
