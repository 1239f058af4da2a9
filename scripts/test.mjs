/**
 * `npm test`: everything that is needed, then every stage of tests, each with its time; ends with `N passed, N failed`.
 * `npm test -- unit api` runs only the named stages.
 */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, setUp } from './setup.mjs';

const at = (...parts) => path.join(root, ...parts);

/** In this order: the cheap ones first. A folder of tests that is not listed here runs at the end all the same. */
const LISTED = [
  { name: 'unit', alone: true },
  { name: 'repositories' },
  { name: 'contracts' },
  { name: 'api' },
  { name: 'workflows', needs: ['java'] },
  { name: 'replay' },
  { name: 'e2e', needs: ['java', 'temporal', 'chromium'] },
  { name: 'faults', needs: ['temporal'] },
];

function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name))
    .sort();
}

function stages() {
  const folders = existsSync(at('test')) ? readdirSync(at('test')).filter((name) => name !== 'support') : [];
  const unlisted = folders.filter((name) => !LISTED.some((stage) => stage.name === name)).map((name) => ({ name }));
  const wanted = process.argv.slice(2);
  const all = [...LISTED, ...unlisted].map((stage) => ({ ...stage, files: testFiles(at('test', stage.name)) }));
  const unknown = wanted.filter((name) => !all.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(
      `There is no stage ${unknown.join(', ')}. What there is: ${all.map((stage) => stage.name).join(', ')}.`,
    );
    process.exit(1);
  }
  return all.filter((stage) => stage.files.length > 0 && (wanted.length === 0 || wanted.includes(stage.name)));
}

const total = { passed: 0, failed: 0 };
const summary = [];
const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);

/** A tool as the tests find it, or a sentence that says what to do. */
const TOOLS = { chromium: findChromium, java: prepareJava, temporal: prepareTemporal };
const prepared = new Map();

function prepare(tool) {
  if (!prepared.has(tool)) prepared.set(tool, TOOLS[tool]());
  return prepared.get(tool);
}

function findChromium() {
  const known = [
    process.env.CHROMIUM_PATH,
    ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(onPath),
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  const find = () => known.find((file) => file && existsSync(file)) ?? onPath('chromium');
  const found = find() ?? (installed('chromium') ? find() : undefined);
  if (!found) return 'the browser test needs Chromium: install it (apt-get install chromium), or set CHROMIUM_PATH';
  process.env.CHROMIUM_PATH = found;
  return undefined;
}

function prepareJava() {
  const missing = ['java', 'mvn'].filter((command) => !onPath(command));
  const packages = { java: 'default-jre-headless', mvn: 'maven' };
  if (missing.length > 0) installed(...missing.map((command) => packages[command]));
  if (!onPath('java'))
    return 'the workflow tests need a Java runtime (8 or newer): apt-get install default-jre-headless';
  return compiled('java')
    ? undefined
    : 'the time-skipping server could not be fetched; what is above says why (it needs Maven: apt-get install maven)';
}

function prepareTemporal() {
  return compiled('temporal') ? undefined : 'there is no Temporal; what is above says why';
}

function compiled(tool) {
  const args = [at('dist/scripts/test-tools.js'), tool];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function onPath(command) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, command))
    .find((file) => existsSync(file));
}

/** Only root on a Debian may install; everybody else is told what is missing. */
function installed(...packages) {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  const began = Date.now();
  console.log(`  installing ${packages.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, stdio: 'ignore' });
  } catch {
    return false;
  }
  console.log(`  installed ${packages.join(', ')} (${seconds(began)} s)`);
  return true;
}

async function runStage(stage) {
  const began = Date.now();
  console.log(`\n── ${stage.name} (${stage.files.length} files)`);
  const lacks = (stage.needs ?? []).map(prepare).filter(Boolean);
  if (lacks.length > 0) {
    for (const sentence of lacks) console.error(`✗ ${stage.name} cannot run: ${sentence}.`);
    note(stage, 0, 1, began);
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-counts-'));
  const countsFile = path.join(folder, 'counts.json');
  const args = [
    at('node_modules/mocha/bin/mocha.js'),
    `--reporter=${at('scripts/test-reporter.cjs')}`,
    ...(stage.alone ? [] : ['--require', 'test/support/global.ts']),
    ...stage.files.map((file) => path.relative(root, file)),
  ];
  const code = await new Promise((resolve) => {
    const env = { ...process.env, TEST_COUNTS_FILE: countsFile };
    spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).once('close', resolve);
  });
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : undefined;
  rmSync(folder, { recursive: true, force: true });
  if (!counts) {
    console.error(`✗ ${stage.name} ended with ${code} before its tests did.`);
    note(stage, 0, 1, began);
    return;
  }
  const { passes } = counts;
  let { failures } = counts;
  if (counts.pending > 0) {
    console.error(`✗ ${counts.pending} tests of ${stage.name} were skipped, and no test may be.`);
    failures += counts.pending;
  }
  if (passes + failures === 0) {
    console.error(`✗ ${stage.name} has files but ran no test.`);
    failures = 1;
  }
  // Something failed outside any test: in a hook that mocha does not count, or on the way out.
  if (code !== 0 && failures === 0) failures = 1;
  note(stage, passes, failures, began);
}

function note(stage, passed, failed, began) {
  total.passed += passed;
  total.failed += failed;
  summary.push(
    `${stage.name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds(began).padStart(7)} s`,
  );
  console.log(`   ${stage.name}: ${passed} passed, ${failed} failed, ${seconds(began)} s`);
}

const began = Date.now();
const wanted = stages();
if (!(await setUp({ buildMayFail: true }))) {
  total.failed += 1;
  summary.push(`${'build'.padEnd(14)}     0 passed    1 failed`);
}
console.log(`  set-up ${seconds(began)} s`);
for (const stage of wanted) await runStage(stage);
console.log(`\n${summary.join('\n')}\n${seconds(began)} s in all`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
