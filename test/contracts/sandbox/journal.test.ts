/** What a stand-in has answered is remembered, whatever kills it. */

import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SANDBOX_TELEGRAM, SANDBOX_WHATSAPP } from '../../../sandbox/credentials.ts';
import { openJournal } from '../../../sandbox/journal.ts';
import { eventually, startReceiver, templateMessage, type Receiver } from '../../support/sandbox.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

describe('the journal of a stand-in', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reprise-journal-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const read = (): number[] => {
    const seen: number[] = [];
    const journal = openJournal<number>(folder, 'numbers', (event) => seen.push(event));
    journal.close();
    return seen;
  };
  const write = (...numbers: number[]) => {
    const journal = openJournal<number>(folder, 'numbers', () => undefined);
    for (const number of numbers) journal.append(number);
    journal.close();
  };

  it('gives back every event in order, over several openings', () => {
    write(1, 2);
    write(3);
    expect(read()).to.deep.equal([1, 2, 3]);
  });

  it('forgets a torn last line, and goes on cleanly after it', () => {
    write(1, 2);
    appendFileSync(path.join(folder, 'numbers.jsonl'), '{"half":');
    expect(read()).to.deep.equal([1, 2]);
    write(3);
    expect(readFileSync(path.join(folder, 'numbers.jsonl'), 'utf8')).to.equal('1\n2\n3\n');
  });

  it('refuses a file that is damaged in the middle, and says which', () => {
    writeFileSync(path.join(folder, 'numbers.jsonl'), '1\n{"half":\n3\n');
    expect(() => read()).to.throw('numbers.jsonl is damaged');
  });
});

describe('the sandbox as a process', () => {
  let folder: string;
  let receiver: Receiver;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'reprise-sandbox-'));
    receiver = await startReceiver();
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(environment: NodeJS.ProcessEnv = {}, webhookUrl = receiver.url) {
    const args = [
      '--import',
      'tsx',
      'sandbox/server.ts',
      '--port',
      '0',
      '--data-dir',
      folder,
      '--webhook-url',
      webhookUrl,
      '--pace',
      'immediate',
    ];
    const started = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...environment } });
    child = started;
    let output = '';
    started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    started.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return {
      url: async () => eventually(() => /ready at (\S+)/.exec(output)?.[1], 'the sandbox is ready', 20_000),
      ended: new Promise<{ code: number | null; output: string }>((resolve) => {
        started.on('close', (code) => {
          resolve({ code, output });
        });
      }),
      kill: () => started.kill('SIGKILL'),
    };
  }
  const send = async (url: string, key: string) =>
    fetch(`${url}/whatsapp/v23.0/${SANDBOX_WHATSAPP.phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SANDBOX_WHATSAPP.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(templateMessage({ key })),
    });
  const post = async (url: string, body: object) =>
    (
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    ).json() as Promise<Record<string, unknown>>;

  it('keeps what it accepted, the moderators’ chat and undelivered webhooks over a kill -9', async () => {
    receiver.answers.push(...Array.from({ length: 100 }, () => 503));
    const first = start();
    const url = await first.url();
    expect((await send(url, 'before-the-kill')).status).to.equal(200);
    const bot = `/telegram/bot${SANDBOX_TELEGRAM.moderationBotToken}`;
    await post(`${url}${bot}/sendMessage`, { chat_id: SANDBOX_TELEGRAM.chatId, text: 'A card' });
    await post(`${url}/sandbox/telegram/message`, { userId: SANDBOX_TELEGRAM.moderators[0].id, text: '/start' });
    first.kill();
    await first.ended;
    expect(receiver.received).to.deep.equal([]);
    receiver.answers.length = 0;

    const again = await start().url();
    const accepted = (await (await fetch(`${again}/sandbox/whatsapp/accepted`)).json()) as { items: { key: string }[] };
    expect(accepted.items.map(({ key }) => key)).to.deep.equal(['before-the-kill']);
    await eventually(
      () => receiver.statuses().some((one) => one.status === 'read'),
      'the statuses arrive after all',
      10_000,
    );
    expect(new Set(receiver.statuses().map((one) => one.biz_opaque_callback_data))).to.deep.equal(
      new Set(['before-the-kill']),
    );
    const updates = await post(`${again}${bot}/getUpdates`, { timeout: 1 });
    expect((updates['result'] as { message: { text: string } }[]).map((update) => update.message.text)).to.deep.equal([
      '/start',
    ]);
  }).timeout(60_000);

  it('never starts with NODE_ENV=production', async () => {
    const { code, output } = await start({ NODE_ENV: 'production' }).ended;
    expect(code).to.equal(1);
    expect(output).to.include('never starts with NODE_ENV=production');
  }).timeout(30_000);
});
