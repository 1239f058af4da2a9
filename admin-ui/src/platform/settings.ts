/** What of the settings a form may send back, with the version it began from. */

import type { Settings, SettingsUpdate } from '../../../contracts/http/access.ts';

export function asUpdate(settings: Settings): SettingsUpdate {
  const {
    deliveryMode: _mode,
    dryRunSeenAt: _seen,
    isTryOut: _tryOut,
    moderators: _moderators,
    moderationChat: _chat,
    updatedAt: _at,
    ...update
  } = settings;
  return update;
}
