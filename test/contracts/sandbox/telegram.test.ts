/** The Telegram stand-in: the Bot API's rules, limits and error texts, and people who press buttons. */

import { expect } from 'chai';
import fc from 'fast-check';
import { Api, InputFile } from 'grammy';
import { SANDBOX_TELEGRAM } from '../../../sandbox/credentials.ts';
import { BotError } from '../../../sandbox/telegram/bot-error.ts';
import { parseHtml } from '../../../sandbox/telegram/html.ts';
import { createLimits } from '../../../sandbox/telegram/limits.ts';
import { STRANGER } from '../../../sandbox/telegram/telegram.ts';
import { eventually, startSandboxWorld, type SandboxWorld } from '../../support/sandbox.ts';
import { schemaProblems } from '../../support/schemas.ts';

interface Answer {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number };
}
type UpdateTold = { update_id: number } & Record<string, Record<string, unknown>>;

const group = SANDBOX_TELEGRAM.chatId;
const [anna, boris] = SANDBOX_TELEGRAM.moderators;
const keyboard = {
  inline_keyboard: [
    [
      { text: 'Approve', callback_data: 'a:1' },
      { text: 'Reject', callback_data: 'r:1' },
    ],
  ],
};

describe('the Telegram stand-in', () => {
  let world: SandboxWorld;
  let now: Date;
  beforeEach(async () => {
    now = new Date('2026-11-20T10:00:00Z');
    world = await startSandboxWorld({ clock: { now: () => now } });
  });
  afterEach(async () => {
    await world.close();
  });

  const call = async (method: string, args: object = {}, token: string = SANDBOX_TELEGRAM.moderationBotToken) => {
    const response = await fetch(`${world.url}/telegram/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const answer = (await response.json()) as Answer;
    expect(schemaProblems('telegram', answer, 'Answer')).to.deep.equal([]);
    expect(response.status).to.equal(answer.error_code ?? 200);
    return { ...answer, headers: response.headers };
  };
  const updates = async (args: object = {}) => {
    const { result } = await call('getUpdates', args);
    for (const update of result as object[]) expect(schemaProblems('telegram', update, 'Update')).to.deep.equal([]);
    return result as UpdateTold[];
  };
  const say = async (text: string, more: object = {}) => {
    const { result } = await call('sendMessage', { chat_id: group, text, ...more });
    expect(schemaProblems('telegram', result, 'Message')).to.deep.equal([]);
    return result as { message_id: number; text: string; entities?: object[]; reply_markup?: object };
  };

  it('answers 401 to an unknown token, and 404 to a malformed one and to an unknown method', async () => {
    expect(await call('getMe', {}, '123:unknown')).to.include({ error_code: 401, description: 'Unauthorized' });
    expect(await call('getMe', {}, 'nonsense')).to.include({ error_code: 404, description: 'Not Found' });
    expect(await call('makeCoffee')).to.include({ error_code: 404 });
  });

  it('takes arguments as JSON, form, query and multipart alike, and method names in any case', async () => {
    const base = `${world.url}/telegram/bot${SANDBOX_TELEGRAM.moderationBotToken}`;
    const form = new FormData();
    form.set('chat_id', String(group));
    form.set('text', 'multipart');
    const requests = [
      fetch(`${base}/SENDMESSAGE?chat_id=${String(group)}&text=query`),
      fetch(`${base}/sendMessage`, { method: 'POST', body: form }),
      fetch(`${base}/sendMessage`, {
        method: 'POST',
        body: new URLSearchParams({ chat_id: String(group), text: 'form', reply_markup: JSON.stringify(keyboard) }),
      }),
    ];
    for (const response of await Promise.all(requests)) expect(response.status).to.equal(200);
    const texts = world.sandbox.telegram.messages().map((message) => message.text);
    expect(texts).to.have.members(['form', 'multipart', 'query']);
    expect(world.sandbox.telegram.messages().find(({ text }) => text === 'form')?.reply_markup).to.deep.equal(keyboard);
  });

  it('keeps updates until an offset confirms them', async () => {
    world.sandbox.telegram.write({ userId: anna.id, text: '/one' });
    world.sandbox.telegram.write({ userId: anna.id, text: '/two' });
    const [first, second] = await updates();
    expect((await updates()).map((update) => update.update_id)).to.deep.equal([first?.update_id, second?.update_id]);
    expect((await updates({ offset: (first?.update_id ?? 0) + 1 })).map((update) => update.update_id)).to.deep.equal([
      second?.update_id,
    ]);
    expect(await updates({ offset: (second?.update_id ?? 0) + 1 })).to.deep.equal([]);
  });

  it('holds a poll until something comes', async () => {
    const began = Date.now();
    const waiting = updates({ timeout: 30 });
    setTimeout(() => world.sandbox.telegram.write({ userId: anna.id, text: '/late' }), 60);
    expect((await waiting)[0]?.['message']).to.include({ text: '/late' });
    expect(Date.now() - began).to.be.within(50, 5_000);
  });

  it('ends the older of two polls with 409, and not one whose caller was killed', async () => {
    const older = call('getUpdates', { timeout: 30 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const newer = updates({ timeout: 1 });
    expect(await older).to.include({
      error_code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    });
    expect(await newer).to.deep.equal([]);

    const killed = new AbortController();
    const gone = fetch(`${world.url}/telegram/bot${SANDBOX_TELEGRAM.moderationBotToken}/getUpdates?timeout=30`, {
      signal: killed.signal,
    });
    setTimeout(() => {
      killed.abort();
    }, 50);
    await gone.catch(() => undefined);
    expect(await updates({ timeout: 0 })).to.deep.equal([]);
  });

  it('sends only the kinds of update that were asked for, and remembers the choice', async () => {
    await updates({ allowed_updates: ['callback_query'] });
    world.sandbox.telegram.write({ userId: anna.id, text: '/unwanted' });
    expect(await updates()).to.deep.equal([]);
    await updates({ allowed_updates: ['message'] });
    world.sandbox.telegram.write({ userId: anna.id, text: '/wanted' });
    expect(await updates()).to.have.length(1);
  });

  it('lets a bot in a group hear commands and answers to itself, and nothing else', async () => {
    const card = await say('A card');
    world.sandbox.telegram.write({ userId: boris.id, text: 'Nice weather' });
    world.sandbox.telegram.write({ userId: boris.id, text: 'Too long', replyTo: card.message_id });
    const heard = await updates();
    expect(heard.map((update) => update['message']?.['text'])).to.deep.equal(['Too long']);
    expect(heard[0]?.['message']?.['reply_to_message']).to.include({ message_id: card.message_id });
  });

  it('cannot write to somebody who never started a private chat, nor to a chat it is not in', async () => {
    expect(await call('sendMessage', { chat_id: anna.id, text: 'Hello' })).to.include({
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    expect(await call('sendMessage', { chat_id: -100, text: 'Hello' })).to.include({
      description: 'Bad Request: chat not found',
    });
    world.sandbox.telegram.write({ userId: anna.id, chatId: anna.id, text: '/start' });
    expect((await call('sendMessage', { chat_id: anna.id, text: 'Hello' })).ok).to.equal(true);
  });

  const badMessages: [string, object, string][] = [
    ['no text', { text: ' ' }, 'Bad Request: message text is empty'],
    ['4097 characters', { text: 'x'.repeat(4_097) }, 'Bad Request: message is too long'],
    [
      'an answer to nothing',
      { text: 'x', reply_parameters: { message_id: 99 } },
      'Bad Request: message to be replied not found',
    ],
    [
      '65 bytes of data',
      { text: 'x', reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'я'.repeat(32) + 'x' }]] } },
      'Bad Request: BUTTON_DATA_INVALID',
    ],
    [
      'empty data',
      { text: 'x', reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: '' }]] } },
      'Bad Request: BUTTON_DATA_INVALID',
    ],
    [
      'two actions on a button',
      {
        text: 'x',
        reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a', url: 'https://a.example/' }]] },
      },
      "Bad Request: can't parse inline keyboard button: exactly one action is allowed",
    ],
    [
      'no action on a button',
      { text: 'x', reply_markup: { inline_keyboard: [[{ text: 'A' }]] } },
      "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      'a link to localhost',
      { text: 'x', reply_markup: { inline_keyboard: [[{ text: 'A', url: 'http://localhost:3000/' }]] } },
      "Bad Request: inline keyboard button URL 'http://localhost:3000/' is invalid: Wrong HTTP URL",
    ],
    [
      'an unclosed tag',
      { text: '<b>x', parse_mode: 'HTML' },
      'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ],
    [
      'an unknown tag',
      { text: 'a <div>x</div>', parse_mode: 'HTML' },
      'Bad Request: can\'t parse entities: Unsupported start tag "div" at byte offset 2',
    ],
    [
      'a bare angle bracket',
      { text: '1 < 2', parse_mode: 'HTML' },
      "Bad Request: can't parse entities: Unclosed start tag at byte offset 2",
    ],
  ];
  for (const [what, message, description] of badMessages) {
    it(`refuses a message with ${what}`, async () => {
      expect(await call('sendMessage', { chat_id: group, ...message })).to.include({ error_code: 400, description });
      expect(world.sandbox.telegram.messages()).to.deep.equal([]);
    });
  }

  it('counts characters after the entities are read, and 64 bytes as 64 bytes', async () => {
    const long = await say(`<b>${'x'.repeat(4_096)}</b>`, { parse_mode: 'HTML' });
    expect(long.entities).to.deep.equal([{ type: 'bold', offset: 0, length: 4_096 }]);
    const exact = { inline_keyboard: [[{ text: 'A', callback_data: 'я'.repeat(32) }]] };
    expect((await say('x', { reply_markup: exact })).reply_markup).to.deep.equal(exact);
  });

  it('gives back any text that was escaped for HTML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(parseHtml(html).text).to.equal(text.trim());
        expect(parseHtml(`<b>${html}</b>`).text).to.equal(text.trim());
      }),
    );
  });

  it('edits what changed, takes a left-out keyboard away, and refuses an edit that changes nothing', async () => {
    const { message_id: messageId } = await say('Waiting', { reply_markup: keyboard });
    const edit = async (args: object) => call('editMessageText', { chat_id: group, message_id: messageId, ...args });
    expect(await edit({ text: 'Waiting', reply_markup: keyboard })).to.include({ error_code: 400 });
    expect((await edit({ text: 'Waiting', reply_markup: keyboard })).description).to.match(
      /^Bad Request: message is not modified/,
    );
    expect((await edit({ text: 'Approved' })).result).not.to.have.property('reply_markup');
    expect(await edit({ text: 'Approved' })).to.include({ error_code: 400 });
    expect((await call('editMessageText', { chat_id: group, message_id: 99, text: 'x' })).description).to.equal(
      'Bad Request: message to edit not found',
    );
    const theirs = world.sandbox.telegram.write({ userId: anna.id, text: 'Mine' });
    expect(
      (await call('editMessageText', { chat_id: group, message_id: theirs.message_id, text: 'x' })).description,
    ).to.equal("Bad Request: message can't be edited");
  });

  it('brings a tap to the bot, and the bot’s toast back to the person', async () => {
    const card = await say('A card', { reply_markup: keyboard });
    const tapping = world.sandbox.telegram.tap({ userId: boris.id, button: 'Approve' });
    const [update] = await updates({ timeout: 5 });
    const query = update?.['callback_query'];
    expect(query).to.deep.include({
      data: 'a:1',
      from: { id: boris.id, is_bot: false, first_name: 'Boris', language_code: 'en' },
    });
    expect(query?.['message']).to.include({ message_id: card.message_id });
    expect(
      (await call('answerCallbackQuery', { callback_query_id: query?.['id'], text: 'Approved', show_alert: true }))
        .result,
    ).to.equal(true);
    expect(await tapping).to.include({ toast: 'Approved', isAlert: true, userId: boris.id });
  });

  it('refuses an answer to a tap that is too old, already answered or was never made', async () => {
    await say('A card', { reply_markup: keyboard });
    void world.sandbox.telegram.tap({ userId: STRANGER.id, button: 'Reject' });
    const [update] = await updates({ timeout: 5 });
    const id = update?.['callback_query']?.['id'];
    const stale = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
    expect((await call('answerCallbackQuery', { callback_query_id: '1' })).description).to.equal(stale);
    expect((await call('answerCallbackQuery', { callback_query_id: id, text: 'x'.repeat(201) })).error_code).to.equal(
      400,
    );
    now = new Date('2026-11-20T10:20:00Z');
    expect((await call('answerCallbackQuery', { callback_query_id: id })).description).to.equal(stale);
    now = new Date('2026-11-20T10:01:00Z');
    expect((await call('answerCallbackQuery', { callback_query_id: id })).ok).to.equal(true);
    expect((await call('answerCallbackQuery', { callback_query_id: id })).description).to.equal(stale);
  });

  it('shows a deleted message as inaccessible to whoever still presses its button', async () => {
    const card = await say('A card', { reply_markup: keyboard });
    await call('deleteMessage', { chat_id: group, message_id: card.message_id });
    expect((await call('deleteMessage', { chat_id: group, message_id: card.message_id })).error_code).to.equal(400);
    void world.sandbox.telegram.tap({ userId: anna.id, messageId: card.message_id, data: 'a:1', force: true });
    const [update] = await updates({ timeout: 5 });
    expect(update?.['callback_query']?.['message']).to.deep.equal({
      message_id: card.message_id,
      chat: { id: group, type: 'supergroup', title: 'Moderators' },
      date: 0,
    });
    await call('answerCallbackQuery', { callback_query_id: update?.['callback_query']?.['id'] });
  });

  it('takes what grammY sends, files included', async () => {
    const api = new Api(SANDBOX_TELEGRAM.moderationBotToken, { apiRoot: `${world.url}/telegram` });
    expect((await api.getMe()).can_read_all_group_messages).to.equal(false);
    await api.deleteWebhook();
    expect((await api.getWebhookInfo()).url).to.equal('');
    await api.setMyCommands([{ command: 'status', description: 'What waits' }]);
    const message = await api.sendDocument(group, new InputFile(Buffer.from('a;b'), 'report.csv'), {
      caption: 'Report',
    });
    expect([message.document.file_name, message.document.file_size, message.caption]).to.deep.equal([
      'report.csv',
      3,
      'Report',
    ]);
  });

  it('answers 429 with how long to wait once a chat is written to too fast', async () => {
    world.sandbox.telegram.setLimits('real');
    const answers = [];
    for (let at = 0; at < 7; at += 1) answers.push(await call('sendMessage', { chat_id: group, text: String(at) }));
    const refused = answers.find((answer) => answer.error_code === 429);
    expect(refused?.description).to.match(/^Too Many Requests: retry after \d+$/);
    expect(refused?.parameters?.retry_after).to.be.at.least(1);
    expect(refused?.headers.get('retry-after')).to.equal(String(refused?.parameters?.retry_after));
    expect(world.sandbox.telegram.messages().length).to.be.within(5, 6);
  });

  it('lets a group have twenty new messages a minute, and a bot thirty calls a second', () => {
    const limits = createLimits(true);
    const waits = (use: () => void): boolean => {
      try {
        use();
        return false;
      } catch (error) {
        expect(error).to.be.instanceOf(BotError);
        return true;
      }
    };
    const inGroup = Array.from({ length: 30 }, (_, index) => waits(() => limits.use('b', -1, true, index * 1_500)));
    expect(inGroup.filter((isRefused) => !isRefused)).to.have.length(20);
    const everywhere = Array.from({ length: 40 }, (_, index) =>
      waits(() => limits.use('b', 1_000 + index, true, 200_000)),
    );
    expect(everywhere.filter((isRefused) => !isRefused)).to.have.length(30);
  });

  it('is away, slow or forbidden when it is told to be', async () => {
    const { faults } = world.sandbox;
    faults.add({ system: 'telegram', kind: 'too_many_requests', count: 1, afterMs: 7_000 });
    expect((await call('sendMessage', { chat_id: group, text: 'x' })).parameters).to.deep.equal({ retry_after: 7 });
    faults.add({ system: 'telegram', kind: 'code', code: 403, count: 1, match: 'sendmessage' });
    expect((await call('getMe')).ok).to.equal(true);
    expect((await call('sendMessage', { chat_id: group, text: 'x' })).error_code).to.equal(403);
    faults.add({ system: 'telegram', kind: 'reset_after', count: 1, match: 'sendmessage' });
    const cut = await call('sendMessage', { chat_id: group, text: 'Posted, but nobody knows' }).catch(() => 'cut');
    expect(cut).to.equal('cut');
    await eventually(
      () => world.sandbox.telegram.messages().some(({ text }) => text === 'Posted, but nobody knows'),
      'the message is there',
    );
  });

  it('knows nobody but its people, and no buttons but those shown', async () => {
    const post = async (path: string, body: object) =>
      (
        await fetch(`${world.url}/sandbox/telegram/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;
    await say('A card', { reply_markup: keyboard });
    expect(await post('tap', { userId: 1, button: 'Approve' })).to.equal(404);
    expect(await post('tap', { userId: anna.id, button: 'Publish' })).to.equal(404);
    expect(await post('message', { userId: anna.id })).to.equal(400);
    expect(await post('message', { userId: anna.id, chatId: boris.id, text: 'x' })).to.equal(404);
    expect(await updates()).to.deep.equal([]);
  });
});
