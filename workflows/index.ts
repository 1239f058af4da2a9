/** The workflows of the product, for the bundle. Type names are permanent: running workflows carry them. */

export { holdConversation } from './campaigns/hold-conversation.ts';
export { reactivateClient } from './campaigns/reactivate-client.ts';
export { runReactivation } from './campaigns/run-reactivation.ts';
export { suggestIntervals } from './campaigns/suggest-intervals.ts';
export { deliverMessage } from './delivery/deliver-message.ts';
export { guardAccount } from './delivery/guard-account.ts';
export { followTemplates } from './delivery/follow-templates.ts';
export { reconcile } from './delivery/reconcile.ts';
export { sendOutbox } from './delivery/send-outbox.ts';
export { refreshInsight } from './insight/refresh-insight.ts';
export { runSyncCycle } from './sync/run-sync-cycle.ts';
export { rebuildCompany } from './sync/rebuild-company.ts';
