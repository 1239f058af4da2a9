/** Routes of signing in, settings and the audit log. */

import { companyPath } from '../common.ts';
import * as access from '../access.ts';
import { company, type RouteContract } from './route-contract.ts';

export const accessRoutes = {
  signIn: {
    method: 'post',
    path: '/api/session',
    summary: 'Sign in; five tries a minute and address',
    isPublic: true,
    body: access.signInRequest,
    response: access.session,
  },
  signOut: { method: 'delete', path: '/api/session', summary: 'Sign out', isPublic: true, response: null },
  whoAmI: {
    method: 'get',
    path: '/api/session',
    summary: 'Who is signed in, and in which companies',
    response: access.session,
  },
  setLanguage: {
    method: 'put',
    path: '/api/session/language',
    summary: 'The language of the pages for this user',
    body: access.languageRequest,
    response: access.session,
  },
  systemLinks: {
    method: 'get',
    path: '/api/system/links',
    summary: 'Where the other pages of this installation are',
    response: access.systemLinks,
  },
  getSettings: {
    method: 'get',
    path: `${company}/settings`,
    summary: 'Settings',
    params: companyPath,
    response: access.settings,
  },
  putSettings: {
    method: 'put',
    path: `${company}/settings`,
    summary: 'Change them; a newer version answers 409 with both',
    params: companyPath,
    body: access.settingsUpdate,
    response: access.settings,
  },
  listAudit: {
    method: 'get',
    path: `${company}/audit`,
    summary: 'Every change and decision',
    params: companyPath,
    query: access.auditQuery,
    response: access.auditPage,
  },
} as const satisfies Record<string, RouteContract>;
