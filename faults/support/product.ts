/** The started product with its database open to us: what a scenario does behind the API, and where it reads the end. */

import { openDatabase, type Database } from '../../db/database.ts';
import { localSecrets } from '../../config/local-secrets.ts';
import type { SyncState } from '../../contracts/http/sync.ts';
import { outsideWorld, signIn } from '../../test/support/people.ts';
import { eventually, type Stack, startStack } from '../../test/support/stack.ts';

export interface Product {
  stack: Stack;
  database: Database;
  world: ReturnType<typeof outsideWorld>;
  companyId: number;
  phoneNumberId: string;
}

/** How many requests may be under way at once; the limit of doubt is counted with it. */
export const CONCURRENT = 32;
/** Nothing but the pace of the number holds anybody back. */
const NO_LIMIT = 100_000;

/** Starts a product, lets its limits be wide, hands it to `use`, and removes it whatever happens. */
export async function withProduct(use: (product: Product) => Promise<void>): Promise<void> {
  const stack = await startStack();
  const { postgresPassword } = localSecrets(stack.dataDir);
  const url = `postgres://reprise:${postgresPassword}@127.0.0.1:${String(stack.ports.postgres)}/reprise`;
  // PostgreSQL is away every now and then, on purpose.
  const log = { warn: () => undefined };
  const database = openDatabase(url, { name: 'reprise-faults', poolMax: 2, log });
  try {
    const number = await database<{ company_id: number; phone_number_id: string }>('whatsapp_account_health').first();
    if (!number) throw new Error('The product has no WhatsApp number.');
    await widenLimits(database, number.company_id);
    const { company_id: companyId, phone_number_id: phoneNumberId } = number;
    await use({ stack, database, world: outsideWorld(stack), companyId, phoneNumberId });
  } finally {
    await database.destroy();
    await stack.remove();
  }
}

async function widenLimits(database: Database, companyId: number): Promise<void> {
  await database('reactivation_settings').where({ company_id: companyId }).update({
    daily_limit_mode: 'manual',
    manual_daily_limit: NO_LIMIT,
    manual_hourly_limit: NO_LIMIT,
    manual_concurrent_limit: CONCURRENT,
  });
  await database('whatsapp_account_health').where({ company_id: companyId }).update({ tier_limit: NO_LIMIT });
}

/** People to write to are there, and the machine is calm. */
export async function untilCopied({ stack }: Product): Promise<void> {
  const owner = await signIn(stack);
  await eventually(
    'the first copy of the books',
    async () => (await owner.api<SyncState>('GET', '/sync')).body.lastSuccessAt,
    300_000,
  );
}
