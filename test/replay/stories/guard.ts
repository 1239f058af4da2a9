/** The guard of a number: told something, waiting for the end of a pause, beginning anew, and gone with its number. */

import type { AccountLook } from '../../../activities/delivery/guard-account.ts';
import { accountTold } from '../../../contracts/workflows/delivery.ts';
import { COMPANY, type Story } from './story.ts';

/** Looks `times` times; each pause it sees ends ninety seconds later. */
function guard(name: string, times: number, more: Partial<Story> & { isPaused?: boolean } = {}): Story {
  const { isPaused, ...rest } = more;
  let left = times;
  return {
    workflow: 'guardAccount',
    name,
    activities: {
      core: {
        async lookAtAccount({ at }: { at: string }): Promise<AccountLook> {
          left -= 1;
          if (left < 0) return { outcome: 'gone' };
          const until = isPaused ? new Date(new Date(at).getTime() + 90_000).toISOString() : null;
          return { outcome: 'looked', until };
        },
      },
    },
    start: ({ gateway }) => gateway.startGuard({ companyId: COMPANY, phoneNumberId: 'number' }),
    ends: { outcome: 'gone' },
    ...rest,
  };
}

export const guardStories: Story[] = [
  guard('number-gone', 3),
  guard('paused-for-a-time', 2, { isPaused: true }),
  guard('told', 2, { meanwhile: (play) => play.tell(accountTold) }),
  // Enough looks for the 2,000 events after which it begins anew.
  guard('continued-as-new', 260, { isLong: true }),
];
