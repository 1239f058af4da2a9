/** What a person asks of a running rebuild: pause, resume, each answered by its workflow. */

import type { Client } from '@temporalio/client';
import { pauseRebuild, rebuildCompanyId, resumeRebuild } from '../../contracts/workflows/sync.ts';
import { translated } from './update-refusals.ts';

const DEADLINE_MS = 8_000;
const UPDATES = { pause: pauseRebuild, resume: resumeRebuild };

export function createRebuildCommands(client: Client) {
  return {
    /** Twice is harmless: the second is told that there is nothing to do. */
    async ask(companyId: number, command: keyof typeof UPDATES): Promise<void> {
      const handle = client.workflow.getHandle(rebuildCompanyId(companyId));
      try {
        await client.withDeadline(Date.now() + DEADLINE_MS, () => handle.executeUpdate(UPDATES[command]));
      } catch (error) {
        throw translated(error, 'rebuild_not_running');
      }
    },
  };
}
