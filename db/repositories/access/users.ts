/** People who sign in, and which companies they belong to. */

import { hash, verify } from '@node-rs/argon2';
import type { Actor, Role } from '../../../domain/access/scope.ts';
import type { Database } from '../../database.ts';

export interface UserRow {
  id: number;
  email: string;
  name: string;
  language: string;
}

export interface Membership {
  id: number;
  name: string;
  role: Role;
  timeZone: string;
  currency: string;
  booksShiftDays: number | null;
  country: string;
  language: string;
  isTryOut: boolean;
}

/** argon2id with the library's defaults (19 MiB, two passes): tens of milliseconds here, a lot for a guesser. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

const MAX_ID = 2_147_483_647;

/** Checked in place of a missing user's hash, so that an unknown address takes as long as a wrong password. */
let nobody: Promise<string> | undefined;

export function createUsersRepository(database: Database) {
  return {
    /** Whose credentials are these? Null for an unknown address, a wrong password and a disabled account alike. */
    async signIn(_actor: Actor, email: string, password: string): Promise<UserRow | null> {
      const row = await database<UserRow & { password_hash: string; disabled_at: Date | null }>('users')
        .where({ email: email.toLowerCase() })
        .first();
      nobody ??= hashPassword('nobody has this password');
      const matches = await verify(row?.password_hash ?? (await nobody), password);
      if (!row || !matches || row.disabled_at !== null) return null;
      return { id: row.id, email: row.email, name: row.name, language: row.language };
    },

    async user(_actor: Actor, userId: number): Promise<UserRow | null> {
      const row = await database<UserRow & { disabled_at: Date | null }>('users')
        .where({ id: userId })
        .whereNull('disabled_at')
        .first('id', 'email', 'name', 'language');
      return row ?? null;
    },

    async setLanguage(_actor: Actor, userId: number, language: string): Promise<void> {
      await database('users').where({ id: userId }).update({ language });
    },

    async companiesOf(_actor: Actor, userId: number): Promise<Membership[]> {
      const { rows } = await database.raw<{ rows: Membership[] }>(
        `select c.id, c.name, m.role, c.time_zone as "timeZone", c.currency, c.books_shift_days as "booksShiftDays",
                c.country, c.language, c.is_try_out as "isTryOut"
         from company_users m join companies c on c.id = m.company_id
         where m.user_id = :userId order by c.name, c.id`,
        { userId },
      );
      return rows;
    },

    /** Null: not a member, which for this user is the same as a company that does not exist. */
    async roleIn(_actor: Actor, userId: number, companyId: number): Promise<Role | null> {
      // A number too large for the column is no company either.
      if (companyId > MAX_ID) return null;
      const row = await database<{ user_id: number; company_id: number; role: Role }>('company_users')
        .where({ user_id: userId, company_id: companyId })
        .first('role');
      return row?.role ?? null;
    },
  };
}
