/** Who is signed in and which of their companies this tab shows. */

import { createContext, useContext } from 'react';
import type { Session, SessionCompany } from '../../../contracts/http/access.ts';

export interface SignedIn extends Session {
  company: SessionCompany;
  /** `/api/companies/7`: where everything of this company is. */
  api: string;
}

const SessionContext = createContext<SignedIn | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Only pages inside the shell know the session.');
  return session;
}

/** Hides what a role may not do; the API refuses it anyway. */
export function useMay(permission: string): boolean {
  return useSession().company.permissions.includes(permission);
}
