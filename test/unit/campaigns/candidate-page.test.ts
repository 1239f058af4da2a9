import { expect } from 'chai';
import { candidatePage } from '../../../domain/campaigns/candidate-page.ts';

const person = (clientId: number, clientName: string, phone = `+42077700000${String(clientId)}`) => ({
  clientId,
  clientName,
  phone,
});

describe('a page of a dry run', () => {
  const list = {
    candidates: [person(1, 'Šárka Nová'), person(2, 'Olga Marek'), person(3, 'Sarka Marková')],
    skipped: [
      { ...person(4, 'Jan Nový'), reason: 'away' },
      { ...person(5, 'Petr Malý'), reason: 'opted_out' },
      { ...person(6, 'Eva Malá'), reason: 'opted_out', phone: null },
    ],
  };
  const page = (asked: Partial<Parameters<typeof candidatePage>[1]>) =>
    candidatePage(list, { page: 1, pageSize: 2, ...asked });
  const ids = (rows: readonly { clientId: number }[]) => rows.map((row) => row.clientId);

  it('holds its share of both halves, and the totals of the whole', () => {
    expect([ids(page({}).candidates), ids(page({}).skipped)]).to.deep.equal([
      [1, 2],
      [4, 5],
    ]);
    expect([ids(page({ page: 2 }).candidates), ids(page({ page: 2 }).skipped)]).to.deep.equal([[3], [6]]);
    expect(page({ page: 9 }).candidates).to.deep.equal([]);
    expect(page({}).total).to.deep.equal({
      candidates: 3,
      skipped: 3,
      allSkipped: 3,
      reasons: { away: 1, opted_out: 2 },
    });
  });

  it('finds people by parts of a name without its marks, or of a phone, and keeps their place in the line', () => {
    const found = page({ q: 'sarka' });
    expect(found.candidates.map((one) => [one.clientId, one.rank])).to.deep.equal([
      [1, 1],
      [3, 3],
    ]);
    expect(ids(page({ q: 'mar ŠÁR' }).candidates)).to.deep.equal([3]);
    expect(ids(page({ q: '77 0000 02' }).candidates)).to.deep.equal([2]);
    expect(page({ q: '02' }).candidates).to.deep.equal([]);
  });

  it('narrows those left out to one reason, and still counts every reason', () => {
    const found = page({ reason: 'opted_out', q: 'mal' });
    expect(ids(found.skipped)).to.deep.equal([5, 6]);
    expect(page({ reason: 'away' }).total).to.deep.include({ skipped: 1, allSkipped: 3 });
  });
});
