/** Process root of the sandbox: `node sandbox/server.js --port 4010 --data-dir DIR --webhook-url URL`. */

import { parseArgs } from 'node:util';
import { createSandbox, type Sandbox, type SandboxOptions } from './app.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

function refuse(why: string): never {
  process.stderr.write(`sandbox: ${why}\n`);
  process.exit(1);
}

// Invented people and invented answers must never stand where customers are.
if (process.env['NODE_ENV'] === 'production') refuse('it never starts with NODE_ENV=production.');

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    /** Without it everything is forgotten when the process ends. */
    'data-dir': { type: 'string' },
    'webhook-url': { type: 'string', default: 'http://127.0.0.1:3000/webhooks/whatsapp' },
    'admin-url': { type: 'string', default: 'http://127.0.0.1:3000/' },
    pace: { type: 'string', default: 'calm' },
    /** A folder of CSV books to fill the booking platform from; without it people are invented. */
    books: { type: 'string' },
    /** CLIENTS:RECORDS, made when they are asked for: a booking platform to measure against. */
    crowd: { type: 'string' },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) refuse(`--port ${values.port} is not a port.`);
if (values.pace !== 'calm' && values.pace !== 'immediate') refuse('--pace is calm or immediate.');

const crowdSize = /^(\d+):(\d+)$/.exec(values.crowd ?? '');
if (values.crowd !== undefined && !crowdSize) refuse('--crowd is CLIENTS:RECORDS.');

function filling(): NonNullable<SandboxOptions['booking']> {
  if (crowdSize) return { crowd: { clients: Number(crowdSize[1]), records: Number(crowdSize[2]) } };
  return values.books === undefined ? {} : { booksDir: values.books };
}

function inWords(error: unknown): string {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (isTaken) return `port ${values.port} is taken; set SANDBOX_PORT to another.`;
  return error instanceof Error ? error.message : String(error);
}

function create(): Sandbox {
  try {
    return createSandbox({
      dataDir: values['data-dir'] ?? null,
      pace: values.pace === 'immediate' ? 'immediate' : 'calm',
      whatsapp: { webhookUrl: values['webhook-url'] },
      booking: filling(),
      adminUrl: values['admin-url'],
    });
  } catch (error) {
    // A damaged journal, or books that differ from what the folder was filled with.
    return refuse(inWords(error));
  }
}

const sandbox = create();
try {
  say(`sandbox: ready at ${await sandbox.listen(port)}`);
} catch (error) {
  refuse(inWords(error));
}

let isStopping = false;
function stop() {
  if (isStopping) return;
  isStopping = true;
  void sandbox.close().then(() => process.exit(0));
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
