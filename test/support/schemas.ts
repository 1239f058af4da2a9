/** The vendors' published schemas (excerpts under test/contracts/schemas), as assertions. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'contracts', 'schemas');

type Name = 'whatsapp-message' | 'whatsapp-webhook' | 'telegram';

const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const name of ['whatsapp-message', 'whatsapp-webhook', 'telegram'] satisfies Name[]) {
  ajv.addSchema(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as object, name);
}

/** What is wrong with the value by the vendor's schema; empty when nothing is. */
export function schemaProblems(name: Name, value: unknown, definition?: string): string[] {
  const validate = ajv.getSchema(definition === undefined ? name : `${name}#/$defs/${definition}`);
  if (!validate) throw new Error(`${name} has no ${definition ?? 'schema'}`);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}
