/** Long SQL lives in db/queries/<name>.sql; this reads it, once per process. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const loaded = new Map<string, string>();

/** The folder of package.json: the compiled copy under dist/ reads the same files as the source does. */
function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above db/sql');
    folder = parent;
  }
  return folder;
}

/**
 * The text of db/queries/<name>.sql without its comments: knex counts every question mark as a parameter,
 * and the comments of a query are allowed to ask questions.
 */
export function query(name: string): string {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(path.join(packageRoot(), 'db', 'queries', `${name}.sql`), 'utf8')
    .split('\n')
    .map((line) => line.replace(/(^|\s)--(\s.*)?$/, ''))
    .filter((line) => line.trim() !== '')
    .join('\n');
  loaded.set(name, text);
  return text;
}
