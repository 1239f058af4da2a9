/** Where tools that take minutes to fetch or build are kept between checkouts: the user's cache folder. */

import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** `<XDG_CACHE_HOME or ~/.cache>/reprise/<name>`; without any home, the temporary folder. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const home = env['HOME'] ?? safeHome();
  const base = env['XDG_CACHE_HOME'] ?? (home ? path.join(home, '.cache') : tmpdir());
  return path.join(base, 'reprise', name);
}

/** `homedir()` throws for a user id that has no passwd entry. */
function safeHome(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
