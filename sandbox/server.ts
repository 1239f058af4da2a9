/** Process root of the sandbox: `node sandbox/server.js --port 4010 --data-dir DIR --webhook-url URL`. */

import { parseArgs } from 'node:util';
import { createSandbox } from './app.ts';

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
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) refuse(`--port ${values.port} is not a port.`);
if (values.pace !== 'calm' && values.pace !== 'immediate') refuse('--pace is calm or immediate.');

const sandbox = createSandbox({
  dataDir: values['data-dir'] ?? null,
  pace: values.pace,
  whatsapp: { webhookUrl: values['webhook-url'] },
  booking: values.books === undefined ? {} : { booksDir: values.books },
  adminUrl: values['admin-url'],
});

try {
  say(`sandbox: ready at ${await sandbox.listen(port)}`);
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  refuse(isTaken ? `port ${values.port} is taken; set SANDBOX_PORT to another.` : String(error));
}

function stop() {
  void sandbox.close().then(() => process.exit(0));
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
