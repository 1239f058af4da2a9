/** What a manager asks of one person's reactivation: pause, resume, cancel, each answered by its workflow. */

import type { Client } from '@temporalio/client';
import { cancelReactivation, pauseReactivation, resumeReactivation } from '../../contracts/workflows/campaigns.ts';
import { translated } from './update-refusals.ts';

const DEADLINE_MS = 8_000;

export type ReactivationCommand = { command: 'pause'; until: string | null } | { command: 'resume' | 'cancel' };

export function createReactivationCommands(client: Client) {
  return {
    /** Twice is harmless: a paused one stays paused, an ended one refuses. */
    async ask(workflowId: string, asked: ReactivationCommand): Promise<void> {
      const handle = client.workflow.getHandle(workflowId);
      try {
        await client.withDeadline(Date.now() + DEADLINE_MS, async () => {
          if (asked.command === 'pause')
            await handle.executeUpdate(pauseReactivation, { args: [{ until: asked.until }] });
          else if (asked.command === 'resume') await handle.executeUpdate(resumeReactivation);
          else await handle.executeUpdate(cancelReactivation);
        });
      } catch (error) {
        throw translated(error, 'reactivation_ended');
      }
    },
  };
}
