/** Who asks, and for which company: the first argument of every repository function. */

export type Role = 'owner' | 'manager' | 'moderator' | 'specialist' | 'viewer';

export type Actor =
  | { kind: 'user'; userId: number; name: string; role: Role }
  | { kind: 'telegram'; telegramUserId: number; name: string }
  | { kind: 'system'; name: string };

export interface Scope {
  companyId: number;
  actor: Actor;
}

/** The product acting for a company by itself: `name` is the part that acts, such as `sendOutbox`. */
export function systemScope(companyId: number, name: string): Scope {
  return { companyId, actor: { kind: 'system', name } };
}
