/** All read models of the API, made from one database. */

import type { Database } from '../../database.ts';
import { createSettingsRepository } from '../access/settings.ts';
import { createClientViews } from './clients.ts';
import { createConversationViews } from './conversations.ts';
import { createInsightViews } from './insight.ts';
import { createMessageViews } from './messages.ts';
import { createOutboxViews } from './outbox.ts';
import { createReactivationViews } from './reactivations.ts';
import { createSyncViews } from './sync.ts';
import { createSystemViews } from './system.ts';
import { createTimelineView } from './timeline.ts';
import { createTodayViews } from './today.ts';

export function createViews(database: Database) {
  const clients = createClientViews(database);
  const settings = createSettingsRepository(database);
  return {
    ...clients,
    ...createInsightViews(database),
    ...createConversationViews(database),
    ...createMessageViews(database),
    ...createOutboxViews(database),
    ...createReactivationViews(database),
    ...createSyncViews(database),
    ...createSystemViews(database),
    ...createTimelineView(database),
    ...createTodayViews(database, {
      sendingState: (scope) => settings.sendingState(scope),
      localDate: clients.localDate,
    }),
  };
}
