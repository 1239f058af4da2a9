/** Putting a message off and bringing it back; having it translated: what is no decision, and can be undone. */

import type { MessageDetail } from '../../../../../contracts/http/delivery.ts';
import type { Approval, Snooze, SnoozeRequest, TranslateRequest } from '../../../../../contracts/http/moderation.ts';
import { post } from '../../../platform/http.ts';

const of = (api: string, { id }: Pick<Approval, 'id'>): string => `${api}/messages/${String(id)}`;

export const snooze = (api: string, approval: Approval, until: Snooze): Promise<MessageDetail> =>
  post(`${of(api, approval)}/snooze`, { snooze: until } satisfies SnoozeRequest);

export const wake = (api: string, approval: Pick<Approval, 'id'>): Promise<MessageDetail> =>
  post(`${of(api, approval)}/wake`);

export const translate = (
  api: string,
  approval: Approval,
  language?: TranslateRequest['language'],
): Promise<MessageDetail> =>
  post(`${of(api, approval)}/translate`, (language ? { language } : {}) satisfies TranslateRequest);
