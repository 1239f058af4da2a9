import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createMessageStatesRepository } from '../../../db/repositories/delivery/message-states.ts';
import { createBatchesRepository } from '../../../db/repositories/moderation/batches.ts';
import { createCardsRepository } from '../../../db/repositories/moderation/cards.ts';
import { createSnoozeRepository } from '../../../db/repositories/moderation/snooze.ts';
import { createTransitionsRepository } from '../../../db/repositories/moderation/transitions.ts';
import { createTranslationsRepository } from '../../../db/repositories/moderation/translations.ts';
import { createViews } from '../../../db/repositories/views/all.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { cloneDatabase } from '../../support/database.ts';
import { addClub, addMessage, addWaiting, AT, type Club, createArbiter } from '../../support/moderation.ts';

const HOUR = 3_600_000;
const at = (hours: number): Date => new Date(Date.parse(AT) + hours * HOUR);
const PAGE = { page: 1, pageSize: 50 };

describe('messages for later', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    club = await addClub(database, { name: 'Riverside', chatId: -5 });
    other = await addClub(database, { name: 'Hilltop', chatId: -6 });
  });
  after(() => drop());
  afterEach(() => database('messages').delete());

  const code = async (act: Promise<unknown>): Promise<string> =>
    act.then(
      () => 'nothing',
      (error: unknown) => (error instanceof RuleBroken ? error.code : String(error)),
    );
  const row = async (id: number): Promise<Record<string, unknown>> =>
    (await database('messages').where({ id }).first()) as Record<string, unknown>;

  describe('put off', () => {
    const snoozes = () => createSnoozeRepository(database);
    const cards = () => createCardsRepository(database);
    const hour = (messageId: number) => ({ messageId, snooze: 'hour' as const, via: 'api' as const, at: at(0) });

    it('are quiet until then, come back on top, and say who did it', async () => {
      const messageId = await addWaiting(database, club);
      const younger = await addWaiting(database, club);
      await database('messages')
        .where({ id: younger })
        .update({ awaiting_since: at(0.1) });
      await snoozes().snooze(club.scope, hour(messageId));
      const views = createViews(database);
      const list = async (hours: number, snoozed?: 'true') => {
        const page = await views.approvals(club.scope, { ...PAGE, snoozed }, at(hours));
        return { ids: page.items.map(({ id }) => id), snoozed: page.snoozed };
      };
      expect(await list(0.5)).to.deep.equal({ ids: [younger], snoozed: 1 });
      expect(await list(0.5, 'true')).to.deep.equal({ ids: [messageId], snoozed: 1 });
      expect(await list(1.5)).to.deep.equal({ ids: [messageId, younger], snoozed: 0 });
      expect(await views.message(club.scope, messageId)).to.deep.include({
        snoozedUntil: at(1).toISOString(),
        snoozedBy: club.scope.actor.name,
      });
      // Neither counted among the open cards, nor posted, nor reminded of.
      expect(await cards().waiting(club.scope)).to.deep.equal({ shown: 0, held: 1 });
      expect((await cards().nextCard(club.scope, { room: 10, mayPost: true }))?.messageId).to.equal(younger);
      expect(await cards().nextCard(club.scope, { room: 10, mayPost: true })).to.equal(null);
      expect(await cards().waitingSince(club.scope, at(100))).to.have.length(1);
      expect(await cards().dueBack(club.scope, at(0.9))).to.deep.equal([]);
      expect(await cards().dueBack(other.scope, at(2))).to.deep.equal([]);
      const [due] = await cards().dueBack(club.scope, at(1));
      if (!due) throw new Error('nothing is due');
      await cards().comeBack(other.scope, due);
      await cards().comeBack(club.scope, due);
      await cards().comeBack(club.scope, due);
      expect(await cards().dueBack(club.scope, at(2))).to.deep.equal([]);
      expect((await cards().nextCard(club.scope, { room: 0, mayPost: true }))?.messageId).to.equal(messageId);
      expect(await cards().waitingSince(club.scope, at(100))).to.have.length(2);
      const kinds = await database('message_events').where({ message_id: messageId }).orderBy('id').pluck('kind');
      expect(kinds).to.deep.equal(['awaiting_approval', 'snoozed']);
      expect(
        await database('audit_log').where({ action: 'message.snoozed', subject_id: String(messageId) }),
      ).to.have.length(1);
    });

    it('are awake again after every decision, and after somebody brings them back', async () => {
      const messageId = await addWaiting(database, club);
      await snoozes().snooze(club.scope, hour(messageId));
      await createArbiter(database).moderation.decide(club.scope, {
        messageId,
        decision: 'edit',
        text: 'New.',
        via: 'api',
      });
      expect((await row(messageId))['snoozed_until']).to.equal(null);
      await snoozes().snooze(club.scope, hour(messageId));
      await snoozes().wake(club.scope, { messageId, via: 'api', at: at(0) });
      await snoozes().wake(club.scope, { messageId, via: 'api', at: at(0) });
      expect((await row(messageId))['snoozed_until']).to.equal(null);
      expect(await database('message_events').where({ message_id: messageId, kind: 'woken' })).to.have.length(1);
    });

    it('never are beyond their expiry, nor when they are decided, nor by another company', async () => {
      const messageId = await addWaiting(database, club, { good_until: at(3) });
      expect(await snoozes().snooze(club.scope, { ...hour(messageId), snooze: 'tomorrow' })).to.deep.equal({
        until: at(2),
      });
      expect(await code(snoozes().snooze(club.scope, { ...hour(messageId), at: at(2.5) }))).to.equal(
        'snooze_expires_too_soon',
      );
      expect(await code(snoozes().snooze(other.scope, hour(messageId)))).to.equal('message_not_found');
      expect(await code(snoozes().wake(other.scope, { messageId, via: 'api', at: at(0) }))).to.equal(
        'message_not_found',
      );
      await createTransitionsRepository(database).expireMessage(club.scope, { messageId, at: at(3).toISOString() });
      expect(await code(snoozes().snooze(club.scope, hour(messageId)))).to.equal('already_decided');
      const written = await addMessage(database, club);
      expect(await code(snoozes().snooze(club.scope, hour(written)))).to.equal('not_ready');
    });
  });

  describe('translated', () => {
    const translations = () => createTranslationsRepository(database);
    const states = () => createMessageStatesRepository(database);
    const made = { language: 'en', translation: 'Hello', problem: null, inputTokens: 100, outputTokens: 10 };

    it('are so once for a text, with their tokens counted, and anew when the text changes', async () => {
      const messageId = await addWaiting(database, club, { language: 'ru', written_by: 'claude', kind: 'text' });
      const needs = async () => (await states().stateOf(club.scope, messageId)).needsTranslation;
      expect(await needs()).to.equal(true);
      await translations().keep(club.scope, messageId, { ...made, version: 1 });
      await translations().keep(other.scope, messageId, { ...made, version: 1, translation: 'Theirs' });
      expect(await needs()).to.equal(false);
      const view = async () => createViews(database).message(club.scope, messageId);
      expect(await view()).to.deep.include({ translation: 'Hello', translationLanguage: 'en' });
      await createArbiter(database).moderation.decide(club.scope, {
        messageId,
        decision: 'edit',
        text: 'New.',
        via: 'api',
      });
      expect(await needs()).to.equal(true);
      expect((await view()).translation).to.equal(null);
      // Made for the text before: its words are kept nowhere, its tokens were used.
      await translations().keep(club.scope, messageId, { ...made, version: 1, translation: 'Old' });
      expect((await view()).translation).to.equal(null);
      expect(await row(messageId)).to.deep.include({ ai_input_tokens: 200, ai_output_tokens: 20 });
    });

    it('are not tried again by themselves when it failed, but on demand', async () => {
      const messageId = await addWaiting(database, club, { language: 'ru', written_by: 'claude' });
      await translations().keep(club.scope, messageId, {
        ...made,
        version: 1,
        translation: null,
        problem: 'model_away',
      });
      expect((await states().stateOf(club.scope, messageId)).needsTranslation).to.equal(false);
      expect(await translations().want(club.scope, messageId, null)).to.equal('asked');
      expect((await states().stateOf(club.scope, messageId)).needsTranslation).to.equal(true);
      const notices = await database('notices').where({ subject_id: messageId }).pluck('signal');
      expect(notices).to.deep.equal(['rowTakenBack']);
      await translations().keep(club.scope, messageId, { ...made, version: 1 });
      expect(await translations().want(club.scope, messageId, null)).to.equal('there');
      expect(await translations().want(club.scope, messageId, 'cs')).to.equal('asked');
    });

    it('are only where somebody decides who reads another language', async () => {
      const english = await addWaiting(database, club, { language: 'en_US', written_by: 'claude' });
      const automatic = await addMessage(database, club, { language: 'ru', mode: 'notification' });
      for (const id of [english, automatic])
        expect((await states().stateOf(club.scope, id)).needsTranslation).to.equal(false);
      expect(await code(translations().want(club.scope, english, null))).to.equal('no_translation_needed');
      expect(await code(translations().want(club.scope, automatic, null))).to.equal('not_ready');
      expect(await code(translations().want(other.scope, english, 'ru'))).to.equal('message_not_found');
    });

    it('wait for money: with the month’s budget used up none is made', async () => {
      const messageId = await addWaiting(database, club, { language: 'ru' });
      const facts = () => translations().facts(club.scope, messageId, at(1));
      expect(await facts()).to.deep.include({
        isBudgetUsedUp: false,
        companyLanguage: 'en',
        status: 'awaiting_approval',
      });
      expect((await facts()).known).to.include.members(['Riverside', 'Kim', 'S.']);
      await database('reactivation_settings').where({ company_id: club.companyId }).update({ ai_budget_minor: 0 });
      expect((await facts()).isBudgetUsedUp).to.equal(true);
      await database('reactivation_settings').where({ company_id: club.companyId }).update({ ai_budget_minor: null });
    });
  });

  describe('approved together', () => {
    const batches = () => createBatchesRepository(database);

    it('are those that wait now, with the versions that were shown', async () => {
      expect(await batches().begin(club.scope, { chatId: -5, at: at(0) })).to.equal(null);
      const [first, second, later] = [
        await addWaiting(database, club),
        await addWaiting(database, club),
        await addWaiting(database, club),
      ];
      await addWaiting(database, other);
      const snooze = { messageId: later, snooze: 'hour' as const, via: 'api' as const, at: at(0) };
      await createSnoozeRepository(database).snooze(club.scope, snooze);
      const batch = await batches().begin(club.scope, { chatId: -5, at: at(0) });
      if (!batch) throw new Error('no list');
      await database('messages').where({ id: second }).update({ version: 2 });
      const items = await batches().items(club.scope, batch.batchId);
      expect(items.map(({ messageId, isAsShown }) => [messageId, isAsShown])).to.deep.equal([
        [first, true],
        [second, false],
      ]);
      expect(await batches().items(other.scope, batch.batchId)).to.deep.equal([]);
      expect((await batches().byKey(batch.key))?.batchId).to.equal(batch.batchId);
    });

    it('are carried out once, by one process, from where it stopped', async () => {
      await addWaiting(database, club);
      const batch = await batches().begin(club.scope, { chatId: -5, at: at(0) });
      if (!batch) throw new Error('no list');
      expect(await batches().nextToWork()).to.equal(null);
      const yes = { state: 'confirmed' as const, telegramUserId: 1, actorName: 'Anna' };
      expect(await batches().close(other.scope, batch.batchId, yes)).to.equal(false);
      expect(await batches().close(club.scope, batch.batchId, yes)).to.equal(true);
      expect(await batches().close(club.scope, batch.batchId, { ...yes, state: 'cancelled' })).to.equal(false);
      expect(await batches().nextToWork()).to.deep.include({ batchId: batch.batchId, actorName: 'Anna' });
      expect(await batches().nextToWork()).to.equal(null);
      await batches().letGo(club.scope, batch.batchId);
      expect((await batches().nextToWork())?.batchId).to.equal(batch.batchId);
      await batches().itemDone(club.scope, batch.batchId, 1, 'approved');
      await batches().itemDone(club.scope, batch.batchId, 1, 'failed');
      expect((await batches().items(club.scope, batch.batchId)).map(({ outcome }) => outcome)).to.deep.equal([
        'approved',
      ]);
      await batches().finish(club.scope, batch.batchId);
      expect((await batches().byKey(batch.key))?.state).to.equal('done');
    });
  });
});
