/** What the page of the copy makes of the reason that a record was set aside with. */

import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const FILE = '../../admin-ui/src/features/sync/components/quarantine-reason.ts';
/** By address and not by name: the admin is built by its own tool and must not become part of this compilation. */
const { reasonParts } = (await import(pathToFileURL(path.join(import.meta.dirname, FILE)).href)) as {
  reasonParts: (reason: string) => { misfit: string; field: string | null; problem: string };
};

describe('the reason of a record that was set aside', () => {
  it('names the innermost field, whatever place in a list it has', () => {
    expect(reasonParts('services.0.cost: invalid_type')).to.deep.equal({
      misfit: 'kind',
      field: 'cost',
      problem: 'invalid_type',
    });
    expect(reasonParts('services.3: invalid_type')).to.include({ misfit: 'kind', field: 'services' });
  });

  it('is about the record as a whole where no field is named', () => {
    expect(reasonParts(': invalid_type')).to.include({ misfit: 'row', field: null });
  });

  it('tells somebody nobody knows from a field that cannot be read', () => {
    expect(reasonParts('staff: unknown').misfit).to.equal('staff');
    expect(reasonParts('client: unknown').misfit).to.equal('client');
    expect(reasonParts('staff: unreadable').misfit).to.equal('unreadable');
  });

  it('keeps what books say about a column for their own words', () => {
    expect(reasonParts('Booking Date: bad_date')).to.deep.equal({
      misfit: 'other',
      field: 'Booking Date',
      problem: 'bad_date',
    });
    expect(reasonParts('quotes')).to.deep.equal({ misfit: 'other', field: null, problem: 'quotes' });
  });
});
