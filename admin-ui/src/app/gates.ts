/** Who may enter: nobody without a session, and only the companies one belongs to. */

import { redirect } from '@tanstack/react-router';
import type { Session } from '../../../contracts/http/access.ts';
import { get, onSignedOut, Problem } from '../platform/http.ts';
import { queries } from '../platform/queries.ts';
import { remember, remembered } from '../platform/remembered.ts';
import type { SignedIn } from '../platform/session.ts';

export const sessionQuestion = {
  queryKey: ['session'],
  queryFn: () => get<Session>('/api/session'),
  staleTime: 60_000,
};

onSignedOut(() => {
  queries.clear();
  const back = location.pathname + location.search;
  if (location.pathname !== '/sign-in') location.assign(`/sign-in?ended=1&back=${encodeURIComponent(back)}`);
});

async function session(back: string): Promise<Session> {
  try {
    return await queries.query(sessionQuestion);
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status !== 401) throw failure;
    throw redirect({ to: '/sign-in', search: back === '/' ? {} : { back }, replace: true });
  }
}

function favourite(found: Session): number | undefined {
  const last = Number(remembered('company'));
  return (found.companies.find(({ id }) => id === last) ?? found.companies[0])?.id;
}

export async function homeGate(): Promise<void> {
  const id = favourite(await session('/'));
  if (id === undefined) throw new Problem(403, 'no_company', 'no_company');
  throw redirect({ to: `/c/${String(id)}/today`, replace: true });
}

const SECTIONS =
  /^\/(today|approvals|campaigns|reactivations|clients|insight|conversations|messages|outbox|settings|system)(\/|$)/;
export async function strayGate(path: string, search: string): Promise<void> {
  if (!SECTIONS.test(path)) return;
  const id = favourite(await session(path + search));
  if (id !== undefined) throw redirect({ href: `/c/${String(id)}${path}${search}`, replace: true });
}

export async function companyGate(companyId: string, href: string): Promise<{ signedIn: SignedIn }> {
  const found = await session(href);
  const company = found.companies.find(({ id }) => String(id) === companyId);
  if (!company) throw new Problem(404, 'no_such_company', 'no_such_company');
  remember('company', companyId);
  return { signedIn: { ...found, company, api: `/api/companies/${companyId}` } };
}
