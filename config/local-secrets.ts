/** Secrets that nobody has to choose: made once per data folder, readable by its owner only. */

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const shape = z.object({
  secretKey: z.string().min(32),
  postgresPassword: z.string().min(16),
  ownerPassword: z.string().min(10),
  /** Tells this data folder's PostgreSQL files from those of another that once had the same path. */
  clusterId: z.string().min(8),
});

export type LocalSecrets = z.output<typeof shape>;

export const secretsFile = (dataDir: string): string => path.join(dataDir, 'secrets.json');

/** Reads the folder's secrets, making them first when there are none. Two processes at once agree on one set. */
export function localSecrets(dataDir: string): LocalSecrets {
  const known = readSecrets(dataDir);
  if (known) return known;
  const made: LocalSecrets = {
    secretKey: randomBytes(32).toString('hex'),
    postgresPassword: randomBytes(18).toString('hex'),
    ownerPassword: readablePassword(),
    clusterId: randomBytes(8).toString('hex'),
  };
  mkdirSync(dataDir, { recursive: true });
  const own = `${secretsFile(dataDir)}.${String(process.pid)}`;
  writeFileSync(own, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    // A link never replaces what another process put there a moment ago.
    linkSync(own, secretsFile(dataDir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readSecrets(dataDir) ?? made;
}

function readSecrets(dataDir: string): LocalSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(secretsFile(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = shape.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${secretsFile(dataDir)} is damaged. Bring it back from a backup: without it what is stored encrypted stays unreadable. To begin anew: npm start -- --fresh`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Four groups without letters that look alike: 95 bits, and one can read it to somebody. */
function readablePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const pick = (): string => {
    for (;;) {
      const byte = randomBytes(1)[0] ?? 255;
      // The rest above the largest multiple would make the first letters likelier.
      if (byte < Math.floor(256 / letters.length) * letters.length) return letters[byte % letters.length] ?? '';
    }
  };
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, pick).join('')).join('-');
}
