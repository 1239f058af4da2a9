import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SANDBOX_TELEGRAM } from '../../../sandbox/credentials.ts';
import { projectRoot } from '../../support/temporal.ts';
import { addWaiting } from '../../support/moderation.ts';
import { createBotWorld, eventually, type BotWorld } from '../../support/moderation-bot.ts';

describe('the moderation bot’s process', function () {
  this.timeout(180_000);
  let world: BotWorld;
  let child: ChildProcess;
  let output: string;

  before(async () => {
    world = await createBotWorld();
  });
  after(async () => {
    child.kill('SIGKILL');
    await world.end();
  });

  function start(): ChildProcess {
    output = '';
    child = spawn(process.execPath, ['--import', 'tsx', 'workers/moderation-bot.ts'], {
      cwd: projectRoot,
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'test',
        DATABASE_URL: world.url,
        SECRET_KEY: 'b7Qm0zX4rT9wK2vN8yL5cJ1hG6fD3sA0pE',
        // Nobody answers there: what the bot shows does not depend on Temporal.
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        TELEGRAM_API_ROOT: world.telegramRoot,
        MODERATION_BOT_TOKEN: SANDBOX_TELEGRAM.moderationBotToken,
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return child;
  }
  const cards = (): number => world.sandbox.telegram.messages().length;
  const shown = async (): Promise<boolean> =>
    (await world.database('moderation_cards').whereRaw('shown_version < wanted_version')).length === 0;

  /** This process looks at the wall's clock: what waits for long would be reminded of in a message of its own. */
  async function waitingSinceNow(): Promise<void> {
    await addWaiting(world.database, world.club);
    await world.database('messages').update({ awaiting_since: new Date() });
  }

  it('works from its environment alone, ends in order, and goes on after a kill', async () => {
    await waitingSinceNow();
    start();
    await eventually('the card', () => cards() === 1, 60_000).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${output}`);
    });
    await eventually('the card to be noted', shown);
    child.kill('SIGKILL');
    await once(child, 'exit');

    await waitingSinceNow();
    start();
    await eventually('the second card', () => cards() === 2, 60_000);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expect(output).to.include('moderation bot has stopped');
    expect(output).not.to.include(SANDBOX_TELEGRAM.moderationBotToken);
    expect(output).not.to.include('Kim');
  });
});
