/** What has to be there before any compiled code can run: a recent Node, the packages, dist/. Plain Node, no packages. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(root, ...parts);

const OLDEST_NODE = [20, 19];
/** Measured on two cores with an empty cache. */
const PACKAGES_SECONDS = 30;

function fail(sentence) {
  console.error(`\n✗ ${sentence}`);
  process.exit(1);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(
    `Node ${process.versions.node} is too old: Reprise needs ${OLDEST_NODE.join('.')} or newer (https://nodejs.org).`,
  );
}

/** Packages and dist/, made or brought up to date. Two set-ups at once take turns. Answers whether the build went well. */
export async function setUp({ buildMayFail = false } = {}) {
  requireNode();
  const release = await takeTurn();
  try {
    if (packagesAreMissing()) await installPackages();
    const built = spawnSync(process.execPath, [at('scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
    if (built.signal) fail(`Building was stopped by ${built.signal}.`);
    if (built.status !== 0 && !buildMayFail) fail('Building failed; what is above says why.');
    return built.status === 0;
  } finally {
    release();
  }
}

function packagesAreMissing() {
  const done = at('node_modules/.package-lock.json');
  if (!existsSync(done)) return true;
  // npm writes it last, so an interrupted installation has none, and a newer lock means other packages.
  return statSync(done).mtimeMs < statSync(at('package-lock.json')).mtimeMs && !sameAsInstalled();
}

const installedLock = at('node_modules/.installed-lock.json');

/** A checkout touches files without changing them. */
function sameAsInstalled() {
  return existsSync(installedLock) && readFileSync(installedLock).equals(readFileSync(at('package-lock.json')));
}

async function installPackages() {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const isTerminal = process.stdout.isTTY;
  const show = () => {
    const line = `  installing packages, ${seconds()} s of about ${PACKAGES_SECONDS} s`;
    if (isTerminal) process.stdout.write(`\r\x1b[K${line}`);
    else console.log(line);
  };
  show();
  const timer = setInterval(show, isTerminal ? 1_000 : 10_000);
  // Building needs the development packages, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const child = spawn(npm[0], [...npm.slice(1), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(-1);
    });
    child.once('close', resolve);
  });
  clearInterval(timer);
  if (isTerminal) process.stdout.write('\r\x1b[K');
  if (code !== 0) fail(`npm could not install the packages (npm ci). ${explain(output)}`);
  writeFileSync(installedLock, readFileSync(at('package-lock.json')));
  console.log(`  installed packages (${seconds()} s)`);
}

function explain(output) {
  if (/ENOSPC/.test(output)) return 'The disk is full.';
  if (/EACCES|EPERM|EROFS/.test(output)) return `This user may not write in ${root}.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(output)) return 'The package registry cannot be reached.';
  if (/spawn npm ENOENT/.test(output)) return 'There is no npm on PATH.';
  return `It said:\n${output.trim().split('\n').slice(-8).join('\n')}`;
}

/** A folder without a process behind its number is a killed set-up's, and no reason to wait. */
async function takeTurn() {
  const file = at('.setup-lock');
  for (let told = false; ;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`This user may not write in ${root} (${error.code}).`);
    }
    const holder = Number(readIfThere(file));
    const isDead = holder > 0 && !isRunning(holder);
    const isOld = statIfThere(file) < Date.now() - 15 * 60_000;
    if (isDead || isOld) rmSync(file, { force: true });
    else {
      if (!told) console.log(`  another set-up (process ${holder}) is at work; waiting for it`);
      told = true;
      await sleep(300);
    }
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function statIfThere(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return Date.now();
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
