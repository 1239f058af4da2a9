import { expect } from 'chai';
import { createCardsRepository } from '../../../db/repositories/moderation/cards.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import type { Message } from '../../../sandbox/telegram/state.ts';
import { SANDBOX_TELEGRAM } from '../../../sandbox/credentials.ts';
import { addClub, addWaiting, createArbiter } from '../../support/moderation.ts';
import { ANNA, BORIS, createBotWorld, eventually, STRANGER_ID, type BotWorld } from '../../support/moderation-bot.ts';
import { Unavailable } from '../../../domain/errors.ts';

interface MessageRow {
  status: string;
  reason: string | null;
  text: string;
  version: number;
  decision: string | null;
  decided_by: string | null;
  instruction: string | null;
}

describe('moderation bot', function () {
  this.timeout(90_000);
  let world: BotWorld;
  beforeEach(async () => {
    world = await createBotWorld();
  });
  afterEach(() => world.end());

  const posts = (): Message[] => world.sandbox.telegram.messages().filter((message) => message.from.is_bot);
  const buttons = (message: Message): string[] =>
    message.reply_markup && 'inline_keyboard' in message.reply_markup
      ? (message.reply_markup.inline_keyboard as { text: string }[][]).flat().map((button) => button.text)
      : [];
  const cardOf = (words: string): Promise<Message> =>
    eventually(`a card with "${words}"`, () => posts().find((message) => message.text?.includes(words)));
  const row = async (id: number): Promise<MessageRow> =>
    (await world.database('messages').where({ id }).first()) as MessageRow;
  const tap = (userId: number, button: string, messageId?: number) =>
    world.sandbox.telegram.tap({ userId, button, ...(messageId === undefined ? {} : { messageId }) });

  it('posts a card, takes an approval, and edits the card in place', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot();
    const card = await cardOf('Waiting for a decision');
    expect(card.text).to.include('Kim S.').and.include('Hello Kim! It has been a while. Reply here.');
    expect(buttons(card)).to.deep.equal([
      'Approve',
      'Reject',
      'Edit',
      'Rewrite',
      '💤 1 h',
      '💤 This evening',
      '💤 Tomorrow 10:00',
    ]);
    const { toast } = await tap(ANNA.id, 'Approve');
    expect(toast).to.equal('Approved');
    const edited = await cardOf('Approved by Anna');
    expect(edited.message_id).to.equal(card.message_id);
    expect(buttons(edited)).to.deep.equal([]);
    expect(await row(messageId)).to.deep.include({ status: 'queued', decision: 'approved', decided_by: 'Anna' });
    expect(posts()).to.have.length(1);
  });

  it('denies a stranger, audits it, and denies everybody once the list is empty', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot();
    await cardOf('Waiting for a decision');
    const denied = await tap(STRANGER_ID, 'Approve');
    expect(denied).to.deep.include({ toast: 'You are not a moderator here.', isAlert: true });
    expect(await world.database('audit_log').where({ action: 'moderation.denied' }).first()).to.deep.include({
      actor_id: STRANGER_ID,
      subject_id: String(messageId),
    });
    await world.database('moderators').update({ removed_at: new Date() });
    expect((await tap(ANNA.id, 'Approve')).toast).to.equal('You are not a moderator here.');
    expect((await row(messageId)).status).to.equal('awaiting_approval');
  });

  it('gives two racing moderators one outcome and tells the second who was first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const messageId = await addWaiting(world.database, world.club);
      if (round === 0) world.startBot();
      const card = await eventually('the card', () => posts().find((message) => buttons(message).includes('Approve')));
      const [anna, boris] = await Promise.all([
        tap(ANNA.id, 'Approve', card.message_id),
        tap(BORIS.id, 'Reject', card.message_id),
      ]);
      const { decision } = await row(messageId);
      expect([anna.toast, boris.toast]).to.deep.equal(
        decision === 'approved' ? ['Approved', 'Already approved by Anna'] : ['Already rejected by Boris', 'Rejected'],
      );
      await eventually('the card to say so', () => posts().every((message) => !buttons(message).includes('Approve')));
    }
  });

  it('takes a double tap as one decision', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot();
    const card = await cardOf('Waiting for a decision');
    const taps = await Promise.all([
      tap(ANNA.id, 'Approve', card.message_id),
      tap(ANNA.id, 'Approve', card.message_id),
    ]);
    expect(taps.map(({ toast }) => toast)).to.deep.equal(['Approved', 'Approved']);
    expect(await world.database('message_events').where({ message_id: messageId, kind: 'approved' })).to.have.length(1);
  });

  it('asks for the new text, survives a restart meanwhile, and shows the edit', async () => {
    const messageId = await addWaiting(world.database, world.club);
    const stop = world.startBot();
    await cardOf('Waiting for a decision');
    expect((await tap(ANNA.id, 'Edit')).toast).to.equal('See the question below.');
    const question = await cardOf('reply with the new personal part');
    expect(question.text).to.include('It has been a while.');
    await stop();
    world.sandbox.telegram.write({ userId: ANNA.id, text: 'We miss you.', replyTo: question.message_id });
    world.startBot();
    await cardOf('Hello Kim! We miss you. Reply here.');
    await cardOf('Changed. Approve it when it reads right.');
    expect(await row(messageId)).to.deep.include({ status: 'awaiting_approval', version: 2 });
    expect(await world.database('bot_prompts').select()).to.deep.equal([]);
    expect((await tap(BORIS.id, 'Approve')).toast).to.equal('Approved');
    expect((await row(messageId)).text).to.equal('Hello Kim! We miss you. Reply here.');
  });

  it('asks again when the new text cannot be sent', async () => {
    await addWaiting(world.database, world.club);
    world.startBot();
    await cardOf('Waiting for a decision');
    await tap(ANNA.id, 'Edit');
    const question = await cardOf('reply with the new personal part');
    world.sandbox.telegram.write({ userId: ANNA.id, text: 'x'.repeat(600), replyTo: question.message_id });
    await cardOf('That is too long');
    const again = await eventually('the second question', () =>
      posts()
        .filter((message) => message.text?.includes('reply with the new'))
        .at(1),
    );
    world.sandbox.telegram.write({ userId: ANNA.id, text: 'Short.', replyTo: again.message_id });
    await cardOf('Hello Kim! Short. Reply here.');
  });

  it('hears no answer of anybody else', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot();
    await cardOf('Waiting for a decision');
    await tap(ANNA.id, 'Edit');
    const question = await cardOf('reply with the new personal part');
    world.sandbox.telegram.write({ userId: STRANGER_ID, text: 'Buy my coins', replyTo: question.message_id });
    world.sandbox.telegram.write({ userId: BORIS.id, text: 'Not asked', replyTo: question.message_id });
    await eventually(
      'both to be heard',
      async () =>
        (await world.database<{ update_offset: number }>('bot_state').first('update_offset'))?.update_offset ===
        401_000_004,
    );
    expect((await row(messageId)).version).to.equal(1);
  });

  it('sends a message back to the writer, with an instruction or without', async () => {
    const [first, second] = [
      await addWaiting(world.database, world.club),
      await addWaiting(world.database, world.club),
    ];
    world.startBot();
    await eventually('both cards', () => posts().length === 2);
    const [one, two] = posts();
    await tap(ANNA.id, 'Rewrite', one?.message_id);
    const question = await cardOf('reply with what should be different');
    world.sandbox.telegram.write({ userId: ANNA.id, text: 'Shorter', replyTo: question.message_id });
    await cardOf('Being rewritten');
    expect(await row(first)).to.deep.include({ status: 'drafting', instruction: 'Shorter' });
    await tap(BORIS.id, 'Rewrite', two?.message_id);
    await eventually(
      'the second question',
      () => posts().filter((message) => buttons(message).includes('Just write another one')).length === 2,
    );
    expect((await tap(BORIS.id, 'Just write another one')).toast).to.equal('Being rewritten');
    expect(await row(second)).to.deep.include({ status: 'drafting', instruction: null });
  });

  it('rejects at one tap and lets the person say why with another', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot();
    await cardOf('Waiting for a decision');
    expect((await tap(BORIS.id, 'Reject')).toast).to.equal('Rejected');
    await cardOf('Why? One tap helps the next draft.');
    expect((await tap(ANNA.id, 'Too long')).toast).to.equal('Only the person who rejected it can say why.');
    expect((await tap(BORIS.id, 'Too long')).toast).to.equal('Reason kept. Thank you.');
    const card = await cardOf('Too long');
    expect(buttons(card)).to.deep.equal([]);
    expect((await row(messageId)).reason).to.equal('too_long');
  });

  it('shows what was decided elsewhere while it was away', async () => {
    const decided = await addWaiting(world.database, world.club);
    const stop = world.startBot();
    const card = await cardOf('Waiting for a decision');
    await stop();
    await createArbiter(world.database).moderation.decide(
      { companyId: world.club.companyId, actor: { kind: 'user', userId: 1, name: 'Olga', role: 'owner' } },
      { messageId: decided, decision: 'approve', via: 'api' },
    );
    const never = await addWaiting(world.database, world.club, { status: 'drafting' });
    await createTransitionsRepository(world.database).expireMessage(world.club.scope, {
      messageId: never,
      at: '2026-11-23T20:00:00Z',
    });
    const late = world.sandbox.telegram.tap({ userId: BORIS.id, button: 'Reject', messageId: card.message_id });
    world.startBot();
    expect((await late).toast).to.equal('Already approved by Olga');
    expect((await cardOf('Approved by Olga')).message_id).to.equal(card.message_id);
    expect(posts()).to.have.length(1);
  });

  it('answers buttons that mean nothing', async () => {
    await addWaiting(world.database, world.club);
    world.startBot();
    const card = await cardOf('Waiting for a decision');
    for (const data of ['nonsense', `a:${'f'.repeat(32)}:1`, 'm:99999'])
      expect(
        (await world.sandbox.telegram.tap({ userId: ANNA.id, messageId: card.message_id, data, force: true })).toast,
      ).to.equal('This button is no longer valid.');
  });

  it('says that nobody answers when the workflow does not, and decides nothing', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot({ moderation: { decide: () => Promise.reject(new Unavailable('temporal', 'decision_deadline')) } });
    await cardOf('Waiting for a decision');
    expect((await tap(ANNA.id, 'Approve')).toast).to.include('press again');
    expect((await row(messageId)).status).to.equal('awaiting_approval');
  });

  it('shows ten at a time, says how many more wait, and shows the next ten when asked', async () => {
    for (let count = 0; count < 14; count += 1) await addWaiting(world.database, world.club);
    let now = Date.now();
    world.startBot({ clock: { now: () => new Date(now) } });
    const digest = await cardOf('14 messages wait for a decision; 4 of them are not shown yet.');
    expect(buttons(digest)).to.deep.equal(['Show the next 4', 'Approve all…']);
    const cards = (): Message[] => posts().filter((message) => buttons(message).includes('Approve'));
    await eventually('ten cards', () => cards().length === 10);
    expect((await tap(STRANGER_ID, 'Show the next 4')).toast).to.equal('You are not a moderator here.');
    await tap(ANNA.id, 'Show the next 4');
    await eventually('all cards', () => cards().length === 14);
    now += 20_000;
    expect((await cardOf('All waiting messages are shown.')).message_id).to.equal(digest.message_id);
  });

  it('posts the next held card when one was decided', async () => {
    for (let count = 0; count < 11; count += 1) await addWaiting(world.database, world.club);
    world.startBot();
    await cardOf('1 of them are not shown yet');
    await tap(ANNA.id, 'Approve');
    await eventually(
      'the eleventh card',
      () => posts().filter((message) => message.text?.includes('Kim S.')).length === 11,
    );
  });

  it('obeys a 429 and posts each card once', async () => {
    const fault = {
      system: 'telegram' as const,
      kind: 'too_many_requests',
      match: 'sendmessage',
      count: 1,
      afterMs: 1_000,
    };
    world.sandbox.faults.add(fault);
    for (let count = 0; count < 3; count += 1) await addWaiting(world.database, world.club);
    const began = Date.now();
    world.startBot();
    await eventually('three cards', () => posts().length === 3);
    expect(Date.now() - began).to.be.at.least(950);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(posts()).to.have.length(3);
  });

  it('stops writing to a chat that threw it out, says so, and goes on when it is back', async () => {
    world.sandbox.faults.add({ system: 'telegram', kind: 'code', code: 403, match: 'sendmessage', count: 1 });
    await addWaiting(world.database, world.club);
    world.startBot();
    const dead = await eventually('the chat to be marked', async () => {
      const chat = (await world.database('moderation_chats').first()) as { dead_reason: string | null };
      return chat.dead_reason;
    });
    expect(dead).to.equal('forbidden');
    world.sandbox.telegram.write({ userId: ANNA.id, text: '/start' });
    await cardOf('Waiting for a decision');
  });

  it('posts a card again that somebody deleted', async () => {
    const messageId = await addWaiting(world.database, world.club);
    world.startBot();
    const card = await cardOf('Waiting for a decision');
    await eventually(
      'the card to be noted',
      async () =>
        (await world.database<{ telegram_message_id: number | null }>('moderation_cards').first('telegram_message_id'))
          ?.telegram_message_id,
    );
    await world.database('moderation_cards').update({ telegram_message_id: 9_999 });
    await world.database('messages').where({ id: messageId }).update({ text: 'Hello Kim! Other words.' });
    const again = await cardOf('Other words.');
    expect(again.message_id).not.to.equal(card.message_id);
  });

  it('posts twice after a kill between Telegram’s answer and its own commit, and both cards work', async () => {
    const messageId = await addWaiting(world.database, world.club);
    const real = createCardsRepository(world.database);
    let bury = (): void => undefined;
    const never = new Promise<void>((resolve) => {
      bury = resolve;
    });
    const stop = world.startBot({ cards: { ...real, cardShown: () => never } });
    const first = await cardOf('Waiting for a decision');
    // The process is gone; only its lease is left.
    const gone = stop();
    await world.database('moderation_cards').update({ posting_at: new Date(Date.now() - 120_000) });
    world.startBot();
    await eventually('the second card', () => posts().length === 2);
    await eventually(
      'its note',
      async () => (await real.cardOfMessage(world.club.scope, messageId))?.telegramMessageId,
    );
    expect((await tap(ANNA.id, 'Approve', first.message_id)).toast).to.equal('Approved');
    await cardOf('This card was posted twice');
    const second = await cardOf('Approved by Anna');
    expect(second.message_id).not.to.equal(first.message_id);
    expect(await world.database('message_events').where({ message_id: messageId, kind: 'approved' })).to.have.length(1);
    bury();
    await gone;
  });

  it('reminds once after four hours, and tells the owner once after a day', async () => {
    await world
      .database('users')
      .insert({ email: 'o@example.com', name: 'Olga', password_hash: 'x', telegram_user_id: ANNA.id });
    const since = Date.parse('2026-11-20T20:00:00.000Z');
    await addWaiting(world.database, world.club);
    let now = since + 3.9 * 3_600_000;
    world.startBot({ clock: { now: () => new Date(now) } });
    await cardOf('Waiting for a decision');
    now = since + 4.1 * 3_600_000;
    await cardOf('1 message has been waiting for more than 4 hours.');
    now = since + 24.1 * 3_600_000;
    await cardOf('Riverside: 1 message has been waiting for a decision for more than 24 hours.');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(posts()).to.have.length(3);
  });

  it('serves each company in its own chat and language, with its own moderators', async () => {
    const other = await addClub(world.database, {
      name: 'Север',
      language: 'ru',
      chatId: SANDBOX_TELEGRAM.chatId,
      moderators: [BORIS],
    });
    const theirs = await addWaiting(world.database, other);
    world.startBot();
    await cardOf('Ждёт решения');
    expect((await tap(ANNA.id, 'Одобрить')).toast).to.equal('Вы здесь не модератор.');
    expect((await tap(BORIS.id, 'Одобрить')).toast).to.equal('Одобрено');
    expect((await row(theirs)).decided_by).to.equal('Boris');
  });

  it('leaves a proof of life', async () => {
    world.startBot();
    const alive = async (): Promise<Date | undefined> =>
      (await world.database<{ updated_at: Date }>('bot_state').first('updated_at'))?.updated_at;
    const first = await eventually('a heartbeat', alive);
    await eventually('another', async () => ((await alive())?.getTime() ?? 0) > first.getTime());
  });
});
