/** What follows from a client's words, in one transaction. */

import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import { createDialogueRepository, type DialogueRepository } from '../../../db/repositories/campaigns/dialogue.ts';
import type { Understood } from '../../../domain/campaigns/dialogue.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import {
  type Card,
  makeCard,
  makeMessage,
  makeReactivation,
  makeSalon,
  makeService,
  noticesOf,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = '2026-02-10T10:00:00.000Z';
const SENT = '2026-02-09T10:00:00.000Z';
const SLOT = { startsAt: '2026-02-12T16:30:00.000Z', staffId: null, staffName: 'Marie', serviceId: null };
const PAST_SLOT = { ...SLOT, startsAt: '2026-02-10T09:00:00.000Z' };
const CALM: Understood = {
  tone: 'neutral',
  optsOut: false,
  isAway: false,
  awayUntil: null,
  wantsSlot: null,
  wantsOtherService: null,
  wantsOtherStaff: null,
  needsPerson: false,
  language: null,
};

describe('a dialogue in the database', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let dialogues: DialogueRepository;
  let salon: Salon;
  let other: Salon;
  let wamids = 0;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    dialogues = createDialogueRepository(database);
    [salon, other] = [await makeSalon(database), await makeSalon(database)];
  });
  after(() => drop());

  interface Talk {
    card: Card;
    conversationId: number;
    reactivationId: number;
    messageId: number;
  }

  /** Somebody who was written to yesterday, with two slots of which one is over. */
  async function talk(row: Record<string, unknown> = {}, of = salon, phone?: string): Promise<Talk> {
    const card = await makeCard(database, of, phone === undefined ? {} : { phone });
    const serviceId = await makeService(database, of);
    const reactivationId = await makeReactivation(database, of, card, serviceId);
    const messageId = await makeMessage(database, of, card, {
      reactivationId,
      deliveredAt: SENT,
      serviceId,
      row: { text: 'Come back!', slots: JSON.stringify([PAST_SLOT, SLOT]) },
    });
    const [conversation] = await database('conversations')
      .insert({ company_id: of.companyId, phone: card.phone, client_id: card.clientId, ...row })
      .returning<{ id: number }[]>('id');
    return { card, conversationId: conversation!.id, reactivationId, messageId };
  }

  async function writes(
    { conversationId, card }: Talk,
    understood: Partial<Understood> | null,
    row: Record<string, unknown> = {},
    of = salon,
  ): Promise<number> {
    wamids += 1;
    const [reply] = await database('replies')
      .insert({
        company_id: of.companyId,
        conversation_id: conversationId,
        client_id: card.clientId,
        wamid: `w${String(wamids)}`,
        kind: 'text',
        text: 'Words',
        received_at: AT,
        ...row,
      })
      .returning<{ id: number }[]>('id');
    if (understood) await dialogues.storeUnderstanding(of.scope, reply!.id, { ...CALM, ...understood });
    return reply!.id;
  }
  const acts = (of: Talk, upToReplyId: number) =>
    dialogues.act(salon.scope, { conversationId: of.conversationId, upToReplyId, at: AT });
  const conversationOf = (of: Talk): Promise<Record<string, unknown>> =>
    database('conversations').where({ id: of.conversationId }).first() as Promise<Record<string, unknown>>;
  const answersOf = (of: Talk): Promise<Record<string, unknown>[]> =>
    database('messages').where({ conversation_id: of.conversationId }).orderBy('id') as Promise<
      Record<string, unknown>[]
    >;
  const attemptOf = (of: Talk): Promise<Record<string, unknown>> =>
    database('reactivation_campaigns').where({ message_id: of.messageId }).first() as Promise<Record<string, unknown>>;

  it('reads the whole burst in order, with only the slots that are still to come', async () => {
    const one = await talk();
    await writes(one, null, { text: 'Hello' });
    await writes(one, null, { text: 'is Thursday free?' });
    const read = await dialogues.unread(salon.scope, one.conversationId, AT);
    expect(read.unread.map((reply) => reply.text)).to.deep.equal(['Hello', 'is Thursday free?']);
    expect(read.offeredSlots).to.deep.equal([{ startsAt: SLOT.startsAt, staffName: 'Marie' }]);
    expect(read).to.include({ lastMessage: 'Come back!', today: '2026-02-10', language: 'cs' });
  });

  it('answers the burst once, however often the step is repeated', async () => {
    const one = await talk();
    await writes(one, null);
    const last = await writes(one, { tone: 'positive' });
    const first = await acts(one, last);
    expect(first).to.include({ handled: 2, needsPerson: false });
    // A second time there is nothing to do but to start the answer, which a crash may have left undone.
    expect(await acts(one, last)).to.deep.equal({ handled: 0, messageId: first.messageId, needsPerson: false });
    const answers = await answersOf(one);
    expect(answers).to.have.length(1);
    expect(answers[0]).to.include({
      id: first.messageId,
      scenario: 'answer',
      kind: 'text',
      mode: 'moderation',
      status: 'drafting',
      text: null,
      answers_reply_id: last,
      workflow_id: `message:${String(first.messageId)}`,
    });
  });

  it('leaves what arrived after the reading for the next reading', async () => {
    const one = await talk();
    const read = await writes(one, { tone: 'neutral' });
    const late = await writes(one, null);
    expect((await acts(one, read)).handled).to.equal(1);
    const left = await dialogues.unread(salon.scope, one.conversationId, AT);
    expect(left.unread.map((reply) => reply.replyId)).to.deep.equal([late]);
  });

  it('keeps the class of the answer with the attempt and tells the reactivation', async () => {
    for (const tone of ['positive', 'neutral', 'negative'] as const) {
      const one = await talk();
      const reply = await writes(one, { tone });
      await acts(one, reply);
      expect((await attemptOf(one))['response_type'], tone).to.equal(tone);
      expect(await noticesOf(database, salon)).to.include(
        `replyUnderstood ${String(reply)} → reactivation:${String(salon.companyId)}:${String(one.card.clientId)}`,
      );
      expect(await answersOf(one), tone).to.have.length(tone === 'negative' ? 0 : 1);
    }
  });

  it('opts out by understood words everywhere, confirms it at once and only once', async () => {
    const one = await talk();
    const twin = await makeCard(database, salon, { phone: one.card.phone });
    const reply = await writes(one, { optsOut: true, tone: 'negative', language: 'ru' });
    const { messageId } = await acts(one, reply);
    expect(await database('opt_outs').where({ company_id: salon.companyId, phone: one.card.phone }).first()).to.include(
      {
        source: 'model',
        confirmed_at: null,
      },
    );
    expect(await database('clients').where({ id: twin.clientId }).first()).to.include({ reactivation_opt_out: true });
    const [answer] = await answersOf(one);
    expect(answer).to.include({
      id: messageId,
      scenario: 'opt_out_confirmation',
      mode: 'notification',
      written_by: 'fixed',
      language: 'ru',
    });
    expect(answer?.['text']).to.match(/^Поняли вас/);
    // The confirmation is still on its way when they say it again.
    const again = await writes(one, { optsOut: true, tone: 'negative' });
    expect((await acts(one, again)).messageId).to.equal(null);
    expect((await attemptOf(one))['response_type']).to.equal('negative');
  });

  it('counts the opt-out word that the webhook found although the model was never asked', async () => {
    const one = await talk();
    await writes(one, null, { understood_as: 'opted_out', text: 'STOP' });
    const last = await writes(one, null, { text: 'please' });
    const { messageId } = await acts(one, last);
    const [answer] = await answersOf(one);
    expect([messageId, answer?.['scenario']]).to.deep.equal([answer?.['id'], 'opt_out_confirmation']);
  });

  it('writes nothing to somebody who opted out before, and calls a person', async () => {
    const one = await talk();
    await database('opt_outs').insert({
      company_id: salon.companyId,
      phone: one.card.phone,
      source: 'word',
      at: SENT,
      confirmed_at: SENT,
    });
    expect(await acts(one, await writes(one, { tone: 'positive', wantsSlot: SLOT.startsAt }))).to.deep.include({
      messageId: null,
      needsPerson: true,
    });
    expect((await conversationOf(one))['needs_person_reason']).to.equal('opted_out');
  });

  it('settles an ambiguous no by what the model understood', async () => {
    const held = { marketing_hold: true, needs_person_since: AT, needs_person_reason: 'ambiguous_opt_out' };
    const [byFriday, really, unclear] = [await talk(held), await talk(held), await talk(held)];
    await acts(byFriday, await writes(byFriday, { tone: 'positive' }));
    await acts(really, await writes(really, { optsOut: true }));
    await acts(unclear, await writes(unclear, null));
    const free = { marketing_hold: false, needs_person_since: null, needs_person_reason: null };
    expect(await conversationOf(byFriday)).to.include(free);
    expect(await conversationOf(really)).to.include(free);
    expect(await database('opt_outs').where({ phone: really.card.phone })).to.have.length(1);
    expect(await conversationOf(unclear)).to.include({
      marketing_hold: true,
      needs_person_reason: 'ambiguous_opt_out',
    });
  });

  it('keeps the language they last clearly wrote in, and answers in it', async () => {
    const one = await talk();
    await acts(one, await writes(one, { language: 'uk', isAway: true, awayUntil: '2026-03-01' }));
    expect((await answersOf(one))[0]).to.include({ language: 'uk', status: 'drafting', written_by: 'fixed' });
    expect((await answersOf(one))[0]?.['text']).to.match(/до 1 березня/);
    await acts(one, await writes(one, { language: null }));
    expect(await conversationOf(one)).to.include({ language: 'uk' });
    expect((await answersOf(one)).at(-1)).to.include({ language: 'uk' });
  });

  it('promises no day that has passed or does not exist', async () => {
    for (const awayUntil of ['2026-06-31', '2020-01-01']) {
      const one = await talk();
      await acts(one, await writes(one, { isAway: true, awayUntil }));
      expect((await answersOf(one))[0]?.['text'], awayUntil).to.equal('Děkujeme, teď vás nebudeme rušit. Těšíme se!');
    }
  });

  it('books only a slot that was offered and is still to come', async () => {
    const cases = [
      [SLOT.startsAt, SLOT],
      ['2026-02-12T17:30:00+01:00', SLOT],
      [PAST_SLOT.startsAt, null],
      ['2026-02-13T16:30:00.000Z', null],
      ['any time', null],
    ] as const;
    for (const [wantsSlot, booked] of cases) {
      const one = await talk();
      await acts(one, await writes(one, { tone: 'positive', wantsSlot }));
      expect((await answersOf(one))[0]?.['booking_slot'], wantsSlot).to.deep.equal(booked);
    }
  });

  it('offers nothing more to accept once a slot of the offer is booked', async () => {
    const one = await talk();
    const [visit] = await database('visits')
      .insert({
        company_id: salon.companyId,
        external_id: `v${String(one.conversationId)}`,
        starts_at: SLOT.startsAt,
        local_date: '2026-02-12',
        duration_seconds: 3600,
        attendance: 0,
      })
      .returning<{ id: number }[]>('id');
    await makeMessage(database, salon, one.card, {
      row: { kind: 'text', conversation_id: one.conversationId, booked_visit_id: visit!.id, created_at: AT },
    });
    expect((await dialogues.unread(salon.scope, one.conversationId, AT)).offeredSlots).to.deep.equal([]);
  });

  it('drops the answer that newer words overtook, but keeps an accepted slot until they undo it', async () => {
    const one = await talk();
    const written = (await acts(one, await writes(one, { tone: 'neutral' }))).messageId;
    const booking = (await acts(one, await writes(one, { tone: 'positive', wantsSlot: SLOT.startsAt }))).messageId;
    const dropped = async (): Promise<string[]> =>
      (await noticesOf(database, salon))
        .filter((line) => line.startsWith('cancelMessage'))
        .map((line) => line.split(' ')[1] ?? '');
    expect(await dropped()).to.deep.equal([String(written)]);
    await database('messages').where({ id: written }).update({ status: 'cancelled' });
    await acts(one, await writes(one, { tone: 'neutral' }));
    expect(await dropped()).to.not.include(String(booking));
    await acts(one, await writes(one, { tone: 'negative' }));
    expect(await dropped()).to.include(String(booking));
  });

  it('is silent where a person has taken over, but hears an opt-out', async () => {
    const one = await talk({ handed_to: 'Eva', handed_at: SENT });
    expect(await acts(one, await writes(one, { tone: 'positive' }))).to.deep.include({
      handled: 1,
      messageId: null,
      needsPerson: false,
    });
    await acts(one, await writes(one, { optsOut: true }));
    expect(await database('opt_outs').where({ phone: one.card.phone })).to.have.length(1);
  });

  it('gives voice, strangers and the unintelligible to a person, and keeps the first reason', async () => {
    const voice = await talk();
    await acts(voice, await writes(voice, null, { kind: 'audio', text: null }));
    expect(await conversationOf(voice)).to.include({ needs_person_reason: 'not_text' });
    await acts(voice, await writes(voice, null));
    expect(await conversationOf(voice)).to.include({ needs_person_reason: 'not_text' });
    expect(await answersOf(voice)).to.deep.equal([]);
    const stranger = await talk({ client_id: null });
    await acts(stranger, await writes(stranger, null));
    expect(await conversationOf(stranger)).to.include({ needs_person_reason: 'unmatched_sender' });
  });

  it('answers by itself three times a day in notification mode, then calls a person', async () => {
    await database('reactivation_settings')
      .where({ company_id: salon.companyId })
      .update({ delivery_mode: 'notification' });
    try {
      const one = await talk();
      for (let count = 0; count < 3; count += 1) {
        const { messageId } = await acts(one, await writes(one, { tone: 'neutral' }));
        await database('messages').where({ id: messageId }).update({ status: 'sent', sent_at: AT });
      }
      expect(await acts(one, await writes(one, { tone: 'neutral' }))).to.deep.include({
        messageId: null,
        needsPerson: true,
      });
      expect(await conversationOf(one)).to.include({ needs_person_reason: 'too_many_answers' });
    } finally {
      await database('reactivation_settings')
        .where({ company_id: salon.companyId })
        .update({ delivery_mode: 'moderation' });
    }
  });

  it('calls a person for a machine that answers, and gives what was said before it', async () => {
    const one = await talk();
    const first = await writes(one, {}, { text: 'We are closed on Mondays' });
    await acts(one, first);
    const second = await writes(one, { isAutomatic: true }, { text: 'We are closed on Mondays' });
    expect((await dialogues.unread(salon.scope, one.conversationId, AT)).before).to.deep.equal([
      'We are closed on Mondays',
    ]);
    expect(await acts(one, second)).to.include({ needsPerson: true, messageId: null });
    expect(await conversationOf(one)).to.include({ needs_person_reason: 'autoresponder' });
  });

  it('touches nothing of another company, whose person may have the same phone', async () => {
    const mine = await talk();
    const theirs = await talk({ marketing_hold: true }, other, mine.card.phone ?? undefined);
    await writes(theirs, null, {}, other);
    await acts(mine, await writes(mine, { optsOut: true }));
    expect(await database('opt_outs').where({ company_id: other.companyId })).to.deep.equal([]);
    expect(await answersOf(theirs)).to.deep.equal([]);
    expect(await conversationOf(theirs)).to.include({ marketing_hold: true, needs_person_since: null });
    const refused = await acts(theirs, 1e9).catch((error: unknown) => error);
    expect(refused).to.deep.equal({ handled: 0, messageId: null, needsPerson: false });
    const unseen = await dialogues.unread(salon.scope, theirs.conversationId, AT).catch((error: unknown) => error);
    expect(unseen).to.be.instanceOf(RuleBroken);
  });
});
