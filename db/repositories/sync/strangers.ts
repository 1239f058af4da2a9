/** Records that refer to something unknown: set aside before their page is written, each with its reason and raw form. */

import type { Scope } from '../../../domain/access/scope.ts';
import type { PlatformPage, PlatformVisit } from '../../../domain/sync/platform.ts';
import type { Database } from '../../database.ts';
import { query } from '../../sql.ts';

/** Only what is named by its id and by nothing else can be unknown. */
function namedByIdOnly({ externalId, staff, client, positions }: PlatformVisit) {
  return {
    external_id: externalId,
    staff_id: staff?.name === '' ? staff.externalId : null,
    client_id: client?.name === '' && client.surname === '' && client.phoneRaw === null ? client.externalId : null,
    service_ids: positions.flatMap(({ title, serviceExternalId }) =>
      title === '' && serviceExternalId !== null ? [serviceExternalId] : [],
    ),
  };
}

/** The same page without its strangers, who are misfits of it. */
export async function withoutStrangers(
  database: Database,
  scope: Scope,
  page: PlatformPage<PlatformVisit>,
): Promise<PlatformPage<PlatformVisit>> {
  const doubtful = page.rows
    .map(namedByIdOnly)
    .filter(
      ({ staff_id, client_id, service_ids }) => staff_id !== null || client_id !== null || service_ids.length > 0,
    );
  if (doubtful.length === 0) return page;
  const { rows } = await database.raw<{ rows: { externalId: string; reason: string }[] }>(query('strangers'), {
    companyId: scope.companyId,
    rows: JSON.stringify(doubtful),
  });
  if (rows.length === 0) return page;
  const reasons = new Map(rows.map(({ externalId, reason }) => [externalId, reason]));
  const misfits = page.rows.flatMap((visit) => {
    const reason = reasons.get(visit.externalId);
    return reason === undefined
      ? []
      : [{ externalId: visit.externalId, reason, payload: page.rawOf?.(visit.externalId) ?? visit }];
  });
  return {
    ...page,
    rows: page.rows.filter(({ externalId }) => !reasons.has(externalId)),
    misfits: [...page.misfits, ...misfits],
  };
}
