/** The history of a number, as people page through it. */

import type { AccountEvent } from '../../../contracts/http/account.ts';
import type { Page } from '../../../contracts/http/common.ts';
import type { QueryOf } from '../../../contracts/http/routes.ts';
import type { Scope } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { readPage } from '../views/page.ts';

export function createAccountHistory(database: Database) {
  return {
    async events(scope: Scope, query: QueryOf<'accountEvents'>): Promise<Page<AccountEvent>> {
      const list = {
        select: `id, kind, at, by, details`,
        from: `from whatsapp_account_events where company_id = :companyId`,
        sorts: { at: 'at' },
        defaultSort: '-at',
        tieBreak: 'id desc',
        bindings: { companyId: scope.companyId },
      };
      return readPage<AccountEvent>(database, list, query);
    },
  };
}
