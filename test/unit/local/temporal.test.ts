/** Where Temporal comes from, in order, and what happens when a source fails. */

import { expect } from 'chai';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../config/environment.ts';
import { cacheFolder } from '../../../local/cache.ts';
import { programsFolder } from '../../../local/temporal/build.ts';
import { devServerLaunch } from '../../../local/temporal/dev-server.ts';
import { findTemporal, type SourceWishes } from '../../../local/temporal/source.ts';
import { Trouble } from '../../../local/trouble.ts';

/** A program that only says what it is. */
function program(file: string, says: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "${says}"\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('Temporal', () => {
  let folder: string;
  let bin: string;
  let before: Record<string, string | undefined>;
  const warned: string[] = [];
  const wishes = (more: Partial<SourceWishes> = {}): SourceWishes => ({
    root: projectRoot(),
    cliPath: undefined,
    progress: () => undefined,
    warn: (sentence) => warned.push(sentence),
    download: () => Promise.reject(new Error('no network')),
    signal: new AbortController().signal,
    ...more,
  });
  const keep = (): void => {
    for (const name of ['temporal-server', 'temporal-sql-tool', 'temporal-ui-server']) {
      program(path.join(programsFolder(projectRoot()), name), 'temporal version 9.9.9');
    }
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reprise-temporal-'));
    bin = path.join(folder, 'bin');
    mkdirSync(bin);
    warned.length = 0;
    before = { PATH: process.env['PATH'], XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] };
    process.env['PATH'] = bin;
    process.env['XDG_CACHE_HOME'] = path.join(folder, 'cache');
  });
  afterEach(() => {
    Object.assign(process.env, before);
    if (before['XDG_CACHE_HOME'] === undefined) delete process.env['XDG_CACHE_HOME'];
    rmSync(folder, { recursive: true, force: true });
  });

  it('is the kept server when there is one, whatever else is installed', async () => {
    keep();
    program(path.join(bin, 'temporal'), 'temporal version 1.8.2');
    const source = await findTemporal(wishes());
    expect(source).to.include({ kind: 'server' });
    expect(source.said).to.include('server 9.9.9');
  });

  it('is the installed command where there is no Go', async () => {
    const command = program(path.join(bin, 'temporal'), 'temporal version 1.8.2 (Server 1.31.0)');
    expect(await findTemporal(wishes())).to.include({ kind: 'cli', path: command, version: '1.8.2' });
    expect(warned).to.deep.equal([]);
  });

  it('is the command at TEMPORAL_CLI_PATH before the one on PATH, and a wrong path there is an error', async () => {
    program(path.join(bin, 'temporal'), 'temporal version 1.8.2');
    const own = program(path.join(folder, 'own/temporal'), 'temporal version 1.9.0');
    expect(await findTemporal(wishes({ cliPath: own }))).to.include({ path: own, version: '1.9.0' });
    const refused = await findTemporal(wishes({ cliPath: '/no/such/temporal' })).catch((error: unknown) => error);
    expect(refused)
      .to.be.instanceOf(Trouble)
      .with.property('message')
      .that.matches(/^TEMPORAL_CLI_PATH/);
  });

  it('is not built with a Go that is too old', async () => {
    program(path.join(bin, 'go'), 'go1.25.4');
    const said = await findTemporal(wishes()).catch((error: unknown) => String(error));
    expect(said).to.match(/Go is go1\.25\.4, and 1\.26 or newer is needed/);
  });

  it('is looked for further when a build fails, which is said', async () => {
    program(path.join(bin, 'go'), 'go1.26.8');
    writeFileSync(
      path.join(bin, 'go'),
      '#!/bin/sh\n[ "$1" = env ] && echo go1.26.8 && exit 0\necho "no route to proxy" >&2\nexit 1\n',
    );
    program(path.join(bin, 'temporal'), 'temporal version 1.8.2');
    expect(await findTemporal(wishes())).to.include({ kind: 'cli' });
    expect(warned.join(' ')).to.match(/could not be built.*no route to proxy/);
    const cache = path.dirname(programsFolder(projectRoot()));
    expect(readdirSync(cache), 'no lock, nothing half-built').to.deep.equal([]);
  });

  it('is fetched last, and when that fails too, one sentence says all that could be done', async () => {
    const fetched = program(path.join(folder, 'fetched'), 'temporal version 1.9.1');
    expect(await findTemporal(wishes({ download: () => Promise.resolve(fetched) }))).to.include({ path: fetched });
    const said = await findTemporal(wishes()).catch((error: unknown) => String(error));
    expect(said).to.match(/no Go on PATH.*TEMPORAL_CLI_PATH.*no network.*Install Go 1\.26.*TEMPORAL_ADDRESS/s);
  });

  it('keeps its tools under the cache folder, also for a user without a home', () => {
    expect(cacheFolder('x', { XDG_CACHE_HOME: '/c', HOME: '/h' })).to.equal('/c/reprise/x');
    expect(cacheFolder('x', { HOME: '/h' })).to.equal('/h/.cache/reprise/x');
    expect(path.isAbsolute(cacheFolder('x', {}))).to.equal(true);
    expect(path.isAbsolute(cacheFolder('x', { HOME: '' }))).to.equal(true);
  });

  it('as a development server never reads the file of another version', () => {
    const options = { cli: 'temporal', folder, port: 1, uiPort: 2, namespace: 'n' };
    expect(devServerLaunch({ ...options, version: '1.8.2' }).setAside).to.equal(undefined);
    writeFileSync(path.join(folder, 'development-server.sqlite'), 'old');
    expect(devServerLaunch({ ...options, version: '1.8.2' }).setAside).to.equal(undefined);
    const aside = devServerLaunch({ ...options, version: '1.9.0' }).setAside;
    expect(aside).to.match(/of-1\.8\.2$/);
    expect(existsSync(aside ?? '')).to.equal(true);
  });
});
