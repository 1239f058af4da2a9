/**
 * `npm run check`: format, types, lint, layers and unit tests; says what failed and how long each took.
 * With `-- --changed` format and lint look only at files that differ from HEAD; types, layers and rules are always whole.
 */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const changedOnly = process.argv.includes('--changed');

/** Runs one tool and keeps its output, which is printed only when it fails. */
function run(name, command, args) {
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ name, ok: false, output: String(error), seconds: 0 }));
    child.on('close', (code) => {
      resolve({ name, ok: code === 0, output, seconds: (Date.now() - began) / 1000 });
    });
  });
}

const bin = (tool) => `${root}node_modules/.bin/${tool}`;

function changedFiles() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const files = [
    ...git('diff', '--name-only', '--diff-filter=d', 'HEAD'),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return files.filter((file) => /\.(ts|tsx|mjs|cjs|css)$/.test(file));
}

async function layers() {
  const home = `${root}tools/layers`;
  if (!existsSync(`${home}/node_modules`)) {
    execFileSync('npm', ['ci', '--prefix', home], { cwd: root, stdio: 'ignore' });
  }
  const folders = [
    'domain',
    'contracts',
    'db',
    'integrations',
    'activities',
    'workflows',
    'workers',
    'api',
    'local',
    'sandbox',
    'scripts',
    'test',
    'config',
    'bench',
    'faults',
    'admin-ui/src',
  ];
  const result = await run('layers', `${home}/node_modules/.bin/depcruise`, [
    '--config',
    `${home}/dependency-cruiser.cjs`,
    '--output-type',
    'err',
    ...folders.filter((folder) => existsSync(root + folder)),
  ]);
  // The tool passes on nothing at all when it cannot read TypeScript: a check that saw no module is no check.
  const seen = Number(/(\d+) modules/.exec(result.output)?.[1] ?? 0);
  return seen > 50 ? result : { ...result, ok: false, output: `${result.output}\nOnly ${seen} modules were seen.` };
}

const files = changedOnly ? changedFiles() : ['.'];
const steps = [
  async () =>
    files.length === 0 ? { name: 'format', ok: true, seconds: 0 } : run('format', bin('oxfmt'), ['--check', ...files]),
  async () => run('types', bin('tsc'), ['--noEmit', '--incremental', 'false']),
  async () =>
    existsSync(`${root}admin-ui/tsconfig.json`)
      ? run('types (admin UI)', bin('tsc'), ['-p', 'admin-ui', '--noEmit'])
      : { name: 'types (admin UI)', ok: true, seconds: 0 },
  async () =>
    files.length === 0
      ? { name: 'lint', ok: true, seconds: 0 }
      : run('lint', bin('oxlint'), ['--type-aware', ...files]),
  layers,
  async () => run('unit tests', bin('mocha'), ['test/unit/**/*.test.ts']),
];

const began = Date.now();
let failed = 0;
const waiting = [...steps];
/** Two at a time: the tools are mostly single-threaded, and the smallest machine has two cores. */
async function lane() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const result = await step();
    console.log(`${result.ok ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)`);
    if (!result.ok) {
      failed += 1;
      console.log(result.output.trim());
    }
  }
}
await Promise.all([lane(), lane()]);
console.log(
  `${failed === 0 ? 'All is well' : `${failed} of ${steps.length} failed`} after ${((Date.now() - began) / 1000).toFixed(1)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
