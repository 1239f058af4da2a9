/** Open sign-ins. The table knows only the hash of a cookie's token. */

import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';
import { addAudit } from './audit.ts';

export const SESSION_DAYS = 7;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export function createSessionsRepository(database: Database) {
  return {
    /** The token leaves the product once, in the cookie. Old sessions of the same user are swept on the way. */
    async open(
      actor: Actor & { kind: 'user' },
      userAgent: string | null,
      at: Date,
    ): Promise<{ token: string; expiresAt: Date }> {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = new Date(at.getTime() + SESSION_DAYS * 86_400_000);
      await database.transaction(async (trx) => {
        await trx('sessions').where({ user_id: actor.userId }).andWhere('expires_at', '<', at).delete();
        await trx('sessions').insert({
          token_hash: hashOf(token),
          user_id: actor.userId,
          created_at: at,
          last_seen_at: at,
          expires_at: expiresAt,
          user_agent: userAgent?.slice(0, 300) ?? null,
        });
        await addAudit(trx, {
          companyId: null,
          actor,
          action: 'session.opened',
          subjectKind: 'user',
          subjectId: actor.userId,
        });
      });
      return { token, expiresAt };
    },

    /** Who is behind this token at `at`? Null when it is unknown, over, or its user was disabled. */
    async userOf(
      _actor: Actor,
      token: string,
      at: Date,
    ): Promise<{ id: number; name: string; email: string; language: string } | null> {
      const { rows } = await database.raw<{
        rows: { id: number; name: string; email: string; language: string; last_seen_at: Date }[];
      }>(
        `select u.id, u.name, u.email, u.language, s.last_seen_at from sessions s join users u on u.id = s.user_id
         where s.token_hash = :hash and s.expires_at > :at and u.disabled_at is null`,
        { hash: hashOf(token), at },
      );
      const [found] = rows;
      if (!found) return null;
      // Once a minute is enough to show a session as alive; a write per request would be a write per click.
      if (at.getTime() - found.last_seen_at.getTime() > 60_000)
        await database('sessions')
          .where({ token_hash: hashOf(token) })
          .update({ last_seen_at: at });
      return { id: found.id, name: found.name, email: found.email, language: found.language };
    },

    /** Twice is harmless: an ended session is gone. */
    async end(_actor: Actor, token: string): Promise<void> {
      await database.transaction(async (trx) => {
        const { rows } = await trx.raw<{ rows: { userId: number; name: string }[] }>(
          `delete from sessions s using users u where s.token_hash = :hash and u.id = s.user_id
           returning u.id as "userId", u.name`,
          { hash: hashOf(token) },
        );
        for (const { userId, name } of rows)
          await addAudit(trx, {
            companyId: null,
            actor: { kind: 'user', userId, name, role: 'viewer' },
            action: 'session.ended',
            subjectKind: 'user',
            subjectId: userId,
          });
      });
    },
  };
}
