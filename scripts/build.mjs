/**
 * `npm run build`: compiles to dist/, bundles the workflows, builds the admin UI; each step only when its inputs changed.
 * `npm start` and `npm test` call it first.
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(root, ...parts);
const stampsFile = at('dist/.stamps.json');

const COMPILED = JSON.parse(readFileSync(at('tsconfig.json'), 'utf8')).include;

const steps = [
  {
    name: 'TypeScript',
    inputs: [...COMPILED, 'tsconfig.json', 'package-lock.json'],
    accepts: (file) => /\.ts$|\.json$/.test(file),
    made: 'dist/scripts/start.js',
    work: async () => {
      await run(at('node_modules/.bin/tsc'), ['--pretty', 'false']);
      removeOrphans(at('dist'));
    },
  },
  {
    name: 'workflow bundle',
    inputs: ['workflows', 'contracts/workflows', 'domain', 'package-lock.json'],
    accepts: (file) => /\.ts$|\.json$/.test(file),
    made: 'dist/workflow-bundle.js',
    work: () => run(process.execPath, [at('scripts/bundle-workflows.mjs')]),
  },
  {
    name: 'admin UI',
    inputs: ['admin-ui', 'contracts/http', 'package-lock.json'],
    accepts: () => true,
    made: 'dist/admin-ui/index.html',
    needs: 'admin-ui/index.html',
    work: () =>
      run(at('node_modules/.bin/vite'), ['build', '--config', at('admin-ui/vite.config.ts'), '--logLevel', 'warn']),
  },
];

/** Everything a step reads, by content: a checkout changes times without changing files. */
function fingerprint(step) {
  const hash = createHash('sha256').update(process.version);
  for (const input of step.inputs) {
    for (const file of filesIn(at(input)).filter((file) => step.accepts(file))) {
      hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

function filesIn(entry) {
  if (!existsSync(entry)) return [];
  try {
    return readdirSync(entry, { withFileTypes: true })
      .filter((each) => each.name !== 'node_modules' && !each.name.startsWith('.'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((each) => (each.isDirectory() ? filesIn(path.join(entry, each.name)) : [path.join(entry, each.name)]));
  } catch {
    return [entry];
  }
}

/** What was compiled from a source that is gone would still be imported, tested and run. */
function removeOrphans(folder) {
  for (const file of filesIn(folder)) {
    const relative = path.relative(at('dist'), file);
    const isOurs = COMPILED.some((source) => relative.startsWith(`${source}${path.sep}`));
    const source = at(relative.replace(/\.js(\.map)?$/, '.ts'));
    if (isOurs && /\.js(\.map)?$/.test(file) && !existsSync(source)) rmSync(file);
  }
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(output.trim() || `ended with ${code}`))));
  });
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampsFile, 'utf8'));
  } catch {
    return {};
  }
}

mkdirSync(at('dist'), { recursive: true });
const stamps = readStamps();
const outcomes = await Promise.allSettled(
  steps
    .filter((step) => !step.needs || existsSync(at(step.needs)))
    .map(async (step) => {
      const wanted = fingerprint(step);
      if (stamps[step.name] === wanted && existsSync(at(step.made))) return;
      // A build that is interrupted must not count as done.
      delete stamps[step.name];
      const began = Date.now();
      try {
        await step.work();
      } catch (error) {
        console.error(`Building failed: ${step.name}\n${error.message}`);
        throw error;
      }
      stamps[step.name] = wanted;
      console.log(`  built ${step.name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }),
);
writeFileSync(stampsFile, JSON.stringify(stamps));
process.exitCode = outcomes.some((outcome) => outcome.status === 'rejected') ? 1 : 0;
