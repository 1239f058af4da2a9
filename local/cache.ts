/** Where tools that take minutes to fetch or build are kept between checkouts: the user's cache folder. */

import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';

/** `<XDG_CACHE_HOME or ~/.cache>/reprise/<name>`; for somebody without any home, a temporary folder of their own. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const home = env['HOME'] || homeOfUser();
  const base = env['XDG_CACHE_HOME'] || (home ? path.join(home, '.cache') : ownTemporaryFolder());
  return path.join(base, 'reprise', name);
}

/** `userInfo()` throws for a user id that has no passwd entry. */
function homeOfUser(): string | undefined {
  try {
    return userInfo().homedir || undefined;
  } catch {
    return undefined;
  }
}

/** Named after the user: what is kept there is executed, so nobody else's may be found. */
function ownTemporaryFolder(): string {
  return path.join(tmpdir(), `reprise-cache-${String(process.getuid?.() ?? 0)}`);
}
