import { expect } from 'chai';
import { createCardsRepository } from '../../../db/repositories/moderation/cards.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import { createTranslationsRepository } from '../../../db/repositories/moderation/translations.ts';
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

  it('lets whoever is put on the list press at once, and nobody any more who is taken off', async () => {
    const moderators = (id: number) => world.database('moderators').where({ telegram_user_id: id });
    await moderators(BORIS.id).delete();
    const [first, second] = [
      await addWaiting(world.database, world.club),
      await addWaiting(world.database, world.club),
    ];
    world.startBot();
    await eventually('both cards', () => posts().length === 2);
    const [one, two] = posts();
    expect((await tap(BORIS.id, 'Approve', one?.message_id)).toast).to.equal('You are not a moderator here.');
    const { companyId: company_id } = world.club;
    await world.database('moderators').insert({ company_id, telegram_user_id: BORIS.id, name: 'Boris' });
    expect((await tap(BORIS.id, 'Approve', one?.message_id)).toast).to.equal('Approved');
    await moderators(BORIS.id).update({ removed_at: new Date() });
    expect((await tap(BORIS.id, 'Approve', two?.message_id)).toast).to.equal('You are not a moderator here.');
    expect([(await row(first)).status, (await row(second)).status]).to.deep.equal(['queued', 'awaiting_approval']);
    const denied = world.database('audit_log').where({ action: 'moderation.denied', actor_id: BORIS.id });
    expect(await denied).to.have.length(1);
  });

  it('puts a card off, leaves it quiet, and posts it anew when its time has come', async () => {
    const messageId = await addWaiting(world.database, world.club);
    let now = Date.parse('2026-11-20T20:05:00Z');
    world.startBot({ clock: { now: () => new Date(now) } });
    const card = await cardOf('Waiting for a decision');
    expect((await tap(ANNA.id, '💤 1 h')).toast).to.equal('Put off. It comes back by itself.');
    const quiet = await cardOf('Put off by Anna until 13:05');
    expect([quiet.message_id, buttons(quiet)]).to.deep.equal([card.message_id, ['Bring it back']]);
    // Long past the reminder's time, were it not put off.
    await world.database('messages').where({ id: messageId }).update({ awaiting_since: '2026-11-20T12:00:00Z' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(posts()).to.have.length(1);
    now += 61 * 60_000;
    const back = await cardOf('Waiting for a decision');
    expect(back.message_id).to.be.greaterThan(card.message_id);
    await cardOf('It is back: see the newest card');
    expect(buttons(posts().find(({ message_id: id }) => id === card.message_id) ?? back)).to.deep.equal([]);
    await cardOf('has been waiting for more than 4 hours');
    expect((await tap(BORIS.id, 'Approve', back.message_id)).toast).to.equal('Approved');
  });

  it('brings a card back in its place when somebody wants it now, and tells an old screen what became of it', async () => {
    await addWaiting(world.database, world.club);
    world.startBot();
    const card = await cardOf('Waiting for a decision');
    await tap(ANNA.id, '💤 Tomorrow 10:00');
    await cardOf('Put off by Anna until 21.11. 10:00');
    expect((await tap(BORIS.id, 'Bring it back')).toast).to.equal('It is back.');
    expect((await cardOf('Waiting for a decision')).message_id).to.equal(card.message_id);
    await tap(ANNA.id, 'Approve');
    await cardOf('Approved by Anna');
    const key = (await world.database('moderation_cards').first<{ callback_key: string }>('callback_key')).callback_key;
    const late = { userId: BORIS.id, messageId: card.message_id, data: `s0:${key}`, force: true };
    expect((await world.sandbox.telegram.tap(late)).toast).to.equal('Already approved by Anna');
  });

  it('shows a translation beneath the text, and asks for one at the press of a button', async () => {
    const text = 'Здравствуйте, Ким! Давно не виделись.';
    const messageId = await addWaiting(world.database, world.club, { language: 'ru', text });
    world.startBot();
    const card = await cardOf('Message (ru)');
    expect(buttons(card)).to.include('Translate');
    expect((await tap(ANNA.id, 'Translate')).toast).to.equal('Being translated. It appears on the card.');
    expect(await world.database('notices').where({ subject_id: messageId }).pluck('signal')).to.deep.equal([
      'rowTakenBack',
    ]);
    const made = { version: 1, language: 'en', translation: 'Hello Kim! It has been long.', problem: null };
    await createTranslationsRepository(world.database).keep(world.club.scope, messageId, {
      ...made,
      inputTokens: 9,
      outputTokens: 3,
    });
    const translated = await cardOf('Translation (en)');
    expect(translated.text).to.include(text).and.include('Hello Kim! It has been long.');
    expect(translated.message_id).to.equal(card.message_id);
    expect(buttons(translated)).not.to.include('Translate');
  });

  it('approves all after every page was turned, leaves out what changed meanwhile, and says what became of them', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 12; count += 1)
      ids.push(await addWaiting(world.database, world.club, { text: `Hello Kim! ${'We miss you. '.repeat(40)}` }));
    world.startBot();
    await cardOf('12 messages wait for a decision');
    expect((await tap(STRANGER_ID, 'Approve all…')).toast).to.equal('You are not a moderator here.');
    expect((await tap(ANNA.id, 'Approve all…')).toast).to.equal('See the question below.');
    const list = await cardOf('Approve 12 messages?');
    expect(list.text).to.include('Page 1 of 2').and.include('1. Kim S.');
    expect(buttons(list)).to.deep.equal(['›', 'Cancel']);
    expect((await tap(STRANGER_ID, '›')).toast).to.equal('You are not a moderator here.');
    await tap(ANNA.id, '›');
    const last = await cardOf('Page 2 of 2');
    expect(buttons(last)).to.deep.equal(['‹', 'Approve these 12', 'Cancel']);
    const arbiter = createArbiter(world.database).moderation;
    const olga = {
      companyId: world.club.companyId,
      actor: { kind: 'user' as const, userId: 1, name: 'Olga', role: 'owner' as const },
    };
    const [edited = 0, rejected = 0] = ids;
    await arbiter.decide(olga, { messageId: edited, decision: 'edit', text: 'Other words.', via: 'api' });
    await arbiter.decide(olga, { messageId: rejected, decision: 'reject', text: 'No', via: 'api' });
    expect((await tap(ANNA.id, 'Approve these 12')).toast).to.equal('Approving…');
    const result = await cardOf('Anna: 10 approved, 1 changed meanwhile, 1 already decided.');
    expect(result.message_id).to.equal(list.message_id);
    expect(buttons(result)).to.deep.equal([]);
    expect((await row(edited)).status).to.equal('awaiting_approval');
    expect((await row(rejected)).decided_by).to.equal('Olga');
    for (const id of ids.slice(2)) expect(await row(id)).to.deep.include({ status: 'queued', decided_by: 'Anna' });
    const approved = await world.database('message_events').where({ kind: 'approved' }).select('message_id');
    expect(approved).to.have.length(10);
  });

  it('approves nothing more for somebody who was taken off the list after their yes', async () => {
    for (let count = 0; count < 3; count += 1) await addWaiting(world.database, world.club);
    const stop = world.startBot();
    await eventually('three cards', () => posts().length === 3);
    const data = `l:${String(world.club.companyId)}`;
    const [card] = posts();
    await world.sandbox.telegram.tap({ userId: ANNA.id, messageId: card?.message_id ?? 0, data, force: true });
    await cardOf('Approve 3 messages?');
    await stop();
    const said = { state: 'confirmed', telegram_user_id: ANNA.id, actor_name: 'Anna' };
    await world.database('moderation_batches').update(said);
    await world.database('moderators').where({ telegram_user_id: ANNA.id }).update({ removed_at: new Date() });
    world.startBot();
    await cardOf('Anna: 0 approved, 3 not done.');
    expect(await world.database('messages').pluck('status')).to.deep.equal(Array(3).fill('awaiting_approval'));
  });

  it('goes on with an "approve all" after a restart, and with nobody’s yes does nothing', async () => {
    for (let count = 0; count < 4; count += 1) await addWaiting(world.database, world.club);
    const stop = world.startBot();
    await eventually('four cards', () => posts().length === 4);
    const data = `l:${String(world.club.companyId)}`;
    const [card] = posts();
    const ask = () =>
      world.sandbox.telegram.tap({ userId: ANNA.id, messageId: card?.message_id ?? 0, data, force: true });
    await ask();
    expect((await tap(BORIS.id, 'Cancel')).toast).to.equal('Nothing was approved.');
    await cardOf('Boris cancelled: nothing was approved.');
    await ask();
    await cardOf('Approve 4 messages?');
    await stop();
    // One was approved, its outcome not yet written; then the process was gone.
    await world.database('moderation_batches').where({ state: 'shown' }).update({
      state: 'confirmed',
      telegram_user_id: ANNA.id,
      actor_name: 'Anna',
    });
    const [batch] = await world
      .database('moderation_batches')
      .where({ state: 'confirmed' })
      .select<{ id: number }[]>('id');
    const messageId = await world.database('messages').min<{ min: number }[]>('id');
    await createArbiter(world.database).moderation.decide(
      { companyId: world.club.companyId, actor: { kind: 'telegram', telegramUserId: ANNA.id, name: 'Anna' } },
      {
        messageId: messageId[0]?.min ?? 0,
        decision: 'approve',
        via: 'telegram',
        onceKey: `batch:${String(batch?.id)}`,
      },
    );
    world.startBot();
    await cardOf('Anna: 4 approved.');
    expect(await world.database('message_events').where({ kind: 'approved' })).to.have.length(4);
  });

  it('follows a group that became a supergroup', async () => {
    await addWaiting(world.database, world.club);
    world.sandbox.telegram.migrate(-1_001_234_567);
    world.startBot();
    await cardOf('Waiting for a decision');
    expect(await world.database('moderation_chats').first('chat_id')).to.deep.equal({ chat_id: -1_001_234_567 });
    expect(
      (await world.sandbox.telegram.tap({ userId: ANNA.id, chatId: -1_001_234_567, button: 'Approve' })).toast,
    ).to.equal('Approved');
  });

  it('leaves a proof of life', async () => {
    world.startBot();
    const alive = async (): Promise<Date | undefined> =>
      (await world.database<{ updated_at: Date }>('bot_state').first('updated_at'))?.updated_at;
    const first = await eventually('a heartbeat', alive);
    await eventually('another', async () => ((await alive())?.getTime() ?? 0) > first.getTime());
  });
});
