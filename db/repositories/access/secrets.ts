/** Credentials of a company's outside systems, sealed with SECRET_KEY. */

import type { Knex } from 'knex';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { createSecretBox, type SecretBox } from '../../secret-box.ts';

export interface NewSecret {
  /** `whatsapp`, `booking`, `telegram`, `claude` … */
  system: string;
  /** `access_token`, `app_secret` … */
  key: string;
  value: string;
}

interface SecretRow {
  company_id: number;
  system: string;
  key: string;
  ciphertext: string;
}

const contextOf = (companyId: number, system: string, key: string): string => `${String(companyId)}/${system}/${key}`;

/** Inside the caller's transaction. Twice is harmless: the newest value stands. */
export async function putSecret(trx: Knex, box: SecretBox, companyId: number, secret: NewSecret): Promise<void> {
  const { system, key, value } = secret;
  await trx('company_secrets')
    .insert({ company_id: companyId, system, key, ciphertext: box.seal(value, contextOf(companyId, system, key)) })
    .onConflict(['company_id', 'system', 'key'])
    .merge({ ciphertext: trx.raw('excluded.ciphertext'), updated_at: trx.fn.now() });
}

/** Whoever comes first makes it: twice, and two at once, leave the first one's. */
async function putFirstSecret(database: Knex, box: SecretBox, companyId: number, secret: NewSecret): Promise<void> {
  const { system, key, value } = secret;
  await database('company_secrets')
    .insert({ company_id: companyId, system, key, ciphertext: box.seal(value, contextOf(companyId, system, key)) })
    .onConflict(['company_id', 'system', 'key'])
    .ignore();
}

export function createSecretsRepository(database: Database, secretKey: string) {
  const box = createSecretBox(secretKey);
  return {
    put: (scope: Scope, secret: NewSecret): Promise<void> => putSecret(database, box, scope.companyId, secret),
    putFirst: (scope: Scope, secret: NewSecret): Promise<void> =>
      putFirstSecret(database, box, scope.companyId, secret),

    /** All credentials of one system by key; empty when it is not connected. */
    async of(scope: Scope, system: string): Promise<Readonly<Record<string, string>>> {
      const rows = await database<SecretRow>('company_secrets').where({ company_id: scope.companyId, system });
      return Object.fromEntries(
        rows.map((row) => [row.key, box.open(row.ciphertext, contextOf(scope.companyId, row.system, row.key))]),
      );
    },
  };
}

export type SecretsRepository = ReturnType<typeof createSecretsRepository>;
