/** Which role may do what inside one company. Pure: the API asks it on every request, the pages hide what it denies. */

import type { Role } from './scope.ts';

export const PERMISSIONS = [
  /** Clients, messages and reactivations; a specialist only those of their own clients. */
  'see_people',
  /** Today, runs, decisions, outbox, sync and the number: figures and names of the whole company. */
  'see_company',
  /** Approve, reject, edit and rewrite. */
  'approve',
  'write_messages',
  /** Start runs; pause, resume and cancel reactivations. */
  'run_campaigns',
  'settle_outbox',
  'stop_sending',
  'change_delivery_mode',
  'see_settings',
  'change_settings',
  'change_rules',
  'see_audit',
  'start_sync',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const MANAGER: readonly Permission[] = PERMISSIONS.filter((permission) => permission !== 'change_settings');

const ALLOWED: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  manager: MANAGER,
  moderator: ['see_people', 'see_company', 'approve', 'stop_sending'],
  specialist: ['see_people', 'approve'],
  viewer: ['see_people', 'see_company'],
};

export function permissionsOf(role: Role): readonly Permission[] {
  return ALLOWED[role];
}

export function mayDo(role: Role, permission: Permission): boolean {
  return ALLOWED[role].includes(permission);
}
