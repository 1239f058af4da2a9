import { expect } from 'chai';
import type { SecretsRepository } from '../../../db/repositories/access/secrets.ts';
import type { BooksRepository } from '../../../db/repositories/sync/books.ts';
import type { createRateTurnsRepository } from '../../../db/repositories/sync/rate-turns.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import { createCompanyGateways } from '../../../workers/company-gateways.ts';

const PLATFORMS: Readonly<Record<number, string>> = { 1: 'yclients', 2: 'books', 3: 'somebody_elses' };

describe('the outside systems of a company', () => {
  const pages: number[] = [];
  const books = {
    platformOf: ({ companyId }: { companyId: number }) => Promise.resolve(PLATFORMS[companyId] ?? 'yclients'),
    page: ({ companyId }: { companyId: number }) => {
      pages.push(companyId);
      return Promise.resolve({ rows: [], misfits: [], total: 0, platformTime: '2026-11-20T18:00:00.000Z' });
    },
  } as unknown as BooksRepository;
  /** Everybody has connected WhatsApp, and nobody a booking platform. */
  const secrets = {
    of: (_scope: unknown, system: string) =>
      Promise.resolve(system === 'whatsapp' ? { access_token: 'token', business_account_id: '1' } : {}),
  } as unknown as SecretsRepository;
  const gatewaysWith = (whatsapp: string) =>
    createCompanyGateways(
      {
        booking: { baseUrl: 'http://127.0.0.1:9' },
        // Nobody listens there: whoever gets this far has been let through.
        whatsapp: { baseUrl: 'http://127.0.0.1:9', apiVersion: 'v23.0' },
        claude: { baseUrl: 'http://127.0.0.1:9', model: 'none' },
        standIns: { whatsapp },
      },
      secrets,
      {} as ReturnType<typeof createRateTurnsRepository>,
      books,
    );
  const company = { externalId: '1', timeZone: 'UTC', currency: 'CAD' };
  const refusal = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'opened',
      (error: unknown) => error,
    );

  it('opens the booking platform that the company’s row names', async () => {
    const { booking } = gatewaysWith('sandbox');
    const page = await (await booking(2)).records(company, { page: 1, changedAfter: null });
    expect(page.received).to.equal(0);
    expect(pages).to.deep.equal([2]);
    const withoutCredentials = await refusal(booking(1));
    expect(withoutCredentials).to.be.instanceOf(Unavailable);
    expect((withoutCredentials as Unavailable).why).to.equal('not_connected');
    const unknown = await refusal(booking(3));
    expect(unknown).to.be.instanceOf(RuleBroken);
    expect((unknown as RuleBroken).code).to.equal('booking_platform_unknown');
  });

  it('writes to nobody with an invented number through the real WhatsApp', async () => {
    const request = { messaging_product: 'whatsapp' } as never;
    const real = gatewaysWith('real').whatsapp;
    expect(await real.send(2, '10', request)).to.deep.equal({ kind: 'not_sent', why: 'no_credentials' });
    const toSandbox = await gatewaysWith('sandbox').whatsapp.send(2, '10', request);
    const ofPlatform = await real.send(1, '10', request);
    for (const tried of [toSandbox, ofPlatform]) expect(tried).to.not.deep.include({ why: 'no_credentials' });
  });
});
