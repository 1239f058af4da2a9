/** What the page of templates asks and does. */

import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  submittedTemplates,
  submitTemplatesRequest,
  TemplateEvents,
  TemplateList,
} from '../../../../../contracts/http/templates.ts';
import { call, post, put } from '../../../platform/http.ts';
import { ask, useAct } from '../../../platform/queries.ts';
import { useSession } from '../../../platform/session.ts';

/** WhatsApp answers in its own time: asked again soon while something is on its way there, and now and then otherwise. */
const SOON_MS = 2_000;
const SOMETIMES_MS = 30_000;

export function useTemplates() {
  const { api } = useSession();
  return useQuery({
    ...ask<TemplateList>(api, '/templates', ['settings', 'messages']),
    refetchInterval: ({ state }) =>
      state.data?.templates.some(({ wanted, status }) => wanted !== null || status === 'PENDING')
        ? SOON_MS
        : SOMETIMES_MS,
  });
}

export function useTemplateEvents(templateId: number) {
  const { api } = useSession();
  return useQuery({
    ...ask<TemplateEvents>(api, `/templates/${String(templateId)}/events`, ['settings']),
    refetchInterval: SOMETIMES_MS,
  });
}

export function useTemplateActs(done: { submitted: (asked: number) => void; edited: () => void; deleted: () => void }) {
  const { api } = useSession();
  return {
    submit: useAct(
      (body: z.infer<typeof submitTemplatesRequest>) =>
        post<z.infer<typeof submittedTemplates>>(`${api}/templates/submit`, body),
      { done: ({ asked }) => done.submitted(asked) },
    ),
    edit: useAct(
      ({ id, body }: { id: number; body: string }) => put<TemplateList>(`${api}/templates/${String(id)}`, { body }),
      { done: done.edited },
    ),
    remove: useAct((id: number) => call<TemplateList>('DELETE', `${api}/templates/${String(id)}`), {
      done: done.deleted,
    }),
    read: useAct(() => post(`${api}/templates/read`, {})),
  };
}
