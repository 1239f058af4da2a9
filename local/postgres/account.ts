/** Which user PostgreSQL runs as: it refuses to run as root. */

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Trouble } from '../trouble.ts';

export interface Account {
  uid: number;
  gid: number;
}

const NAME = 'postgres';

/** Nothing when we are an ordinary user: then PostgreSQL runs as us. */
export function postgresAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(dataDir) ?? accountNamed(NAME) ?? madeAccount();
}

/** A cluster that an ordinary user began stays theirs, also when root starts it. */
function ownerOf(folder: string): Account | undefined {
  try {
    const { uid, gid } = statSync(folder);
    return uid === 0 ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

function accountNamed(name: string): Account | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
    );
    return uid && gid ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

function madeAccount(): Account {
  const ways = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME],
    ['adduser', '-S', '-D', '-H', NAME],
  ];
  for (const [command = '', ...args] of ways) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
    } catch {
      continue;
    }
    const made = accountNamed(NAME);
    if (made) return made;
  }
  throw new Trouble(
    `PostgreSQL does not run as root, and the user "${NAME}" could not be made. Make it (useradd --system ${NAME}), start as an ordinary user, or set DATABASE_URL.`,
  );
}
