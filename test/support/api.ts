/** The real API on a real database: two clubs, a user of every role in each, and a small HTTP client that keeps its cookie. */

import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { Registry } from 'prom-client';
import { createApp, type Api } from '../../api/app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import type { Database } from '../../db/database.ts';
import { createSessionsRepository } from '../../db/repositories/access/sessions.ts';
import type { Role } from '../../domain/access/scope.ts';
import { cloneDatabase } from './database.ts';
import { type Caller, caller, signedCookie } from './api-caller.ts';
import { addClub, addUser, type Club, ROLES } from './api-clubs.ts';
import { type Asked, depsOf } from './api-deps.ts';

export const NOW = new Date('2026-11-20T18:00:00Z');

export interface ApiWorld {
  database: Database;
  api: Api;
  baseUrl: string;
  one: Club;
  two: Club;
  /** What the API asked of the parts that tests do not run: workflow starts, sync cycles, webhook payloads. */
  asked: Asked[];
  setNow(at: Date): void;
  as(club: Club, role: Role): Caller;
  /** For whatever the caller cannot do. */
  cookie(club: Club, role: Role): string;
  stranger: Caller;
  close(): Promise<void>;
}

export async function createApiWorld(over: (deps: ApiDeps) => Partial<ApiDeps> = () => ({})): Promise<ApiWorld> {
  const { database, drop } = await cloneDatabase();
  const asked: Asked[] = [];
  let now = NOW;
  const one = await addClub(database, 'Riverside', 1);
  const two = await addClub(database, 'Hilltop', 2);
  const deps = depsOf(database, asked, () => now);
  const api = createApp({ ...deps, ...over(deps) }, new Registry());
  const server = createServer(api.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const cookies = new Map<string, string>();
  const sessions = createSessionsRepository(database);
  for (const club of [one, two])
    for (const role of ROLES) {
      const userId = await addUser(database, club, role);
      const { token } = await sessions.open({ kind: 'user', userId, name: role, role }, null, NOW);
      cookies.set(`${String(club.companyId)}/${role}`, signedCookie(token, NOW));
    }
  return {
    database,
    api,
    baseUrl,
    one,
    two,
    asked,
    setNow: (at) => {
      now = at;
    },
    as: (club, role) => caller(baseUrl, cookies.get(`${String(club.companyId)}/${role}`)),
    cookie: (club, role) => cookies.get(`${String(club.companyId)}/${role}`) ?? '',
    stranger: caller(baseUrl, undefined),
    close: async () => {
      api.close();
      await closed(server);
      await drop();
    },
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
