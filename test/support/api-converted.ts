/** A reactivation that was won: the run, the message, the reply, the booking and what it earned. */

import type { ApiWorld } from './api.ts';
import type { Club } from './api-clubs.ts';
import { addMessage } from './api-rows.ts';

/** Olga was written to on 3 November, answered, booked on the 4th and came on the 10th. */
export async function addConverted(
  world: ApiWorld,
  club: Club,
): Promise<{ reactivationId: number; messageId: number }> {
  const { database } = world;
  const company_id = club.companyId;
  const one = async (table: string, row: object): Promise<number> => {
    const [made] = await database(table)
      .insert({ company_id, ...row })
      .returning<{ id: number }[]>('id');
    return made?.id ?? 0;
  };
  const runId = await one('reactivation_runs', {
    local_date: '2026-11-02',
    workflow_id: 'reactivation-run:1',
    workflow_run_id: 'x',
    status: 'done',
    started_by: 'schedule',
    considered: 10,
    started: 1,
    skipped: JSON.stringify({ opted_out: 2, seen_recently: 7 }),
    started_at: new Date('2026-11-02T18:00:00Z'),
  });
  const visitId = await one('visits', {
    external_id: '99',
    client_id: club.olgaId,
    staff_id: club.staffId,
    starts_at: new Date('2026-11-10T18:00:00Z'),
    local_date: '2026-11-10',
    duration_seconds: 3600,
    attendance: 1,
    cost_minor: 7000,
    created_at_source: new Date('2026-11-04T10:00:00Z'),
  });
  await database('visit_positions').insert({
    visit_id: visitId,
    position: 1,
    company_id,
    service_id: club.serviceId,
    kind: 'service',
    title: 'Haircut',
  });
  const reactivationId = await one('reactivations', {
    client_id: club.olgaId,
    phone: '+16047001001',
    service_id: club.serviceId,
    run_id: runId,
    workflow_id: `reactivation:${String(company_id)}:${String(club.olgaId)}`,
    status: 'ended',
    ends_as: 'converted',
    score: 7.1,
    booking_id: visitId,
    converted_at: new Date('2026-11-04T10:00:00Z'),
    revenue_minor: 7000,
    started_at: new Date('2026-11-02T18:00:00Z'),
    ended_at: new Date('2026-11-05T10:00:00Z'),
  });
  const messageId = await addMessage(database, club, {
    reactivation_id: reactivationId,
    status: 'read',
    decision: 'approved',
    queued_at: new Date('2026-11-03T18:00:00Z'),
    sent_at: new Date('2026-11-03T18:01:00Z'),
    delivered_at: new Date('2026-11-03T18:02:00Z'),
    read_at: new Date('2026-11-03T18:03:00Z'),
    created_at: new Date('2026-11-02T18:00:00Z'),
    cost_minor: 12,
  });
  await one('reactivation_campaigns', {
    reactivation_id: reactivationId,
    client_phone: '+16047001001',
    client_id: club.olgaId,
    message_id: messageId,
  });
  const conversationId = await one('conversations', {
    phone: `+1604700${String(company_id)}001`,
    client_id: club.olgaId,
  });
  await one('replies', {
    conversation_id: conversationId,
    client_id: club.olgaId,
    message_id: messageId,
    wamid: 'wamid.1',
    kind: 'text',
    text: 'Thursday works',
    received_at: new Date('2026-11-04T09:00:00Z'),
    understood_as: 'positive',
  });
  for (const [clientId, decision, reason] of [
    [club.olgaId, 'chosen', 'due'],
    [club.pavelId, 'skipped', 'opted_out'],
  ])
    await one('campaign_decisions', {
      run_id: runId,
      client_id: clientId,
      scenario: 'service_reactivation',
      decision,
      reason,
      decided_on: '2026-11-02',
    });
  return { reactivationId, messageId };
}
