/** What the page of opt-outs asks and does. */

import { useQuery } from '@tanstack/react-query';
import type { Page } from '../../../../../contracts/http/common.ts';
import type { OptOutImport, OptOutImported, OptOutItem } from '../../../../../contracts/http/opt-outs.ts';
import { post, type Query } from '../../../platform/http.ts';
import { askPage, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

export function useOptOuts(query: Query) {
  const { api } = useSession();
  return useQuery(askPage<Page<OptOutItem>>(api, '/opt-outs', ['replies', 'messages'], query));
}

export function useImport(done: (imported: OptOutImported) => void) {
  const { api } = useSession();
  return useAct((asked: OptOutImport) => post<OptOutImported>(`${api}/opt-outs/import`, asked), { done });
}
