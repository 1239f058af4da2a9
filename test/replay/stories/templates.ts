/** Following a company's templates: told and read, WhatsApp away for a moment, and not connected at all. */

import { followTemplatesId, type FollowedTemplates } from '../../../contracts/workflows/delivery.ts';
import { TASK_QUEUES } from '../../../contracts/workflows/temporal.ts';
import { COMPANY, type Story } from './story.ts';

const followed: FollowedTemplates = { outcome: 'followed', told: 2, refused: 1, changed: 3 };

function story(name: string, answers: (FollowedTemplates | 'away')[], ends: FollowedTemplates): Story {
  const left = [...answers];
  return {
    workflow: 'followTemplates',
    name,
    activities: {
      core: {
        async followTemplates(): Promise<FollowedTemplates> {
          const answer = left.shift() ?? ends;
          if (answer === 'away') throw new Error('away');
          return answer;
        },
      },
    },
    start: async ({ env }) => {
      const workflowId = followTemplatesId(COMPANY);
      await env.client.workflow.start('followTemplates', {
        workflowId,
        taskQueue: TASK_QUEUES.core,
        args: [{ companyId: COMPANY }],
      });
      return { workflowId };
    },
    ends,
  };
}

const notConnected: FollowedTemplates = { outcome: 'not_connected', told: 0, refused: 0, changed: 0 };
export const templateStories: Story[] = [
  story('followed', [followed], followed),
  story('whatsapp-away', ['away', followed], followed),
  story('not-connected', [notConnected], notConnected),
];
