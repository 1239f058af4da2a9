/** Addresses inside the current company: `/clients/12` is `/c/7/clients/12`, so that two tabs may show two clubs. */

import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useSession } from './session.ts';

export function useCompanyPath(): (path: string) => string {
  const { id } = useSession().company;
  return useCallback((path: string) => `/c/${String(id)}${path}`, [id]);
}

export function useGo(): (path: string) => void {
  const navigate = useNavigate();
  const companyPath = useCompanyPath();
  return useCallback((path: string) => void navigate({ to: companyPath(path) }), [navigate, companyPath]);
}
