/** How an answer is written, from the rows of one company, and what becomes of one that must not be sent. */

import { expect } from 'chai';
import {
  type AnswerBrief,
  createDraftAnswer,
  TRIES_BEFORE_GIVING_UP,
} from '../../../activities/campaigns/draft-answer.ts';
import type { Database } from '../../../db/database.ts';
import { createDraftAnswerRepository } from '../../../db/repositories/campaigns/draft-answer.ts';
import { RuleBroken, Unavailable } from '../../../domain/errors.ts';
import {
  type Card,
  makeCard,
  makeMessage,
  makeReactivation,
  makeSalon,
  makeService,
  makeStaff,
  makeVisit,
  type Salon,
} from '../../support/campaign-world.ts';
import { cloneDatabase } from '../../support/database.ts';

const AT = '2026-02-10T10:00:00.000Z';
const USAGE = { inputTokens: 100, outputTokens: 20 };
/** Thursday 17:30 and Friday 10:00 in Prague. */
const THURSDAY = '2026-02-12T16:30:00.000Z';
const FRIDAY = '2026-02-13T09:00:00.000Z';

describe('an answer being written', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let salon: Salon;
  let other: Salon;
  let massage: number;
  let haircut: number;
  let iva: number;
  let jana: number;
  let wamids = 0;
  const briefs: AnswerBrief[] = [];
  const asked: { staffIds: number[]; serviceId: number }[] = [];
  let writes: (brief: AnswerBrief) => string | Error;

  before(async () => {
    ({ database, drop } = await cloneDatabase());
    salon = await makeSalon(database, { company: { language: 'en', name: 'Salon Ruby' } });
    other = await makeSalon(database, { company: { language: 'en' } });
    massage = await makeService(database, salon, { title: 'Massage' });
    haircut = await makeService(database, salon, { title: 'Haircut' });
    [iva, jana] = [
      await makeStaff(database, salon, { name: 'Iva' }),
      await makeStaff(database, salon, { name: 'Jana' }),
    ];
    const somebody = await makeCard(database, salon);
    await makeVisit(database, salon, somebody, '2026-01-20', [massage], { staff_id: iva });
    await makeVisit(database, salon, somebody, '2026-01-21', [massage, haircut], { staff_id: jana });
    const elsewhere = await makeCard(database, other);
    await makeVisit(database, other, elsewhere, '2026-01-21', [await makeService(database, other)], {
      staff_id: await makeStaff(database, other, { name: 'Zora' }),
    });
  });
  after(() => drop());
  beforeEach(() => {
    briefs.length = 0;
    asked.length = 0;
    writes = (brief) =>
      `Thank you for writing! We could see you on ${brief.slots.map((slot) => slot.label).join(' or ')}.`;
  });

  const drafting = () =>
    createDraftAnswer({
      answers: createDraftAnswerRepository(database),
      freeSlots: (_scope, question) => {
        asked.push(question);
        return Promise.resolve(
          [THURSDAY, FRIDAY].map((startsAt) => ({ staffId: question.staffIds[0] ?? 0, startsAt })),
        );
      },
      writeAnswer: (_companyId, brief) => {
        briefs.push(brief);
        const words = writes(brief);
        return words instanceof Error
          ? Promise.reject(words)
          : Promise.resolve({ outcome: 'answered', value: words, usage: USAGE });
      },
    });

  async function answering(
    understood: Record<string, unknown> = {},
    message: Record<string, unknown> = {},
    text = 'When are you free?',
  ): Promise<{ card: Card; messageId: number; conversationId: number }> {
    const card = await makeCard(database, salon, { name: 'Olga' });
    const reactivationId = await makeReactivation(database, salon, card, massage);
    await makeMessage(database, salon, card, {
      reactivationId,
      deliveredAt: '2026-02-09T10:00:00Z',
      row: { text: 'Hello Olga, come back!', discount_percent: 10 },
    });
    const [conversation] = await database('conversations')
      .insert({ company_id: salon.companyId, phone: card.phone, client_id: card.clientId })
      .returning<{ id: number }[]>('id');
    const conversationId = conversation!.id;
    const replies = await database('replies')
      .insert(
        ['Hi!', text].map((words) => ({
          company_id: salon.companyId,
          conversation_id: conversationId,
          wamid: `d${String((wamids += 1))}`,
          kind: 'text',
          text: words,
          received_at: AT,
          understood: JSON.stringify(understood),
        })),
      )
      .returning<{ id: number }[]>('id');
    const messageId = await makeMessage(database, salon, card, {
      reactivationId,
      row: {
        kind: 'text',
        scenario: 'answer',
        language: 'en',
        conversation_id: conversationId,
        answers_reply_id: replies.at(-1)!.id,
        ...message,
      },
    });
    return { card, messageId, conversationId };
  }
  const step = (messageId: number) => ({ companyId: salon.companyId, messageId, at: AT });
  const row = (id: number): Promise<Record<string, unknown>> =>
    database('messages').where({ id }).first() as Promise<Record<string, unknown>>;

  it('tells the writer what was said, what is offered and what is free, and nothing else', async () => {
    const { messageId } = await answering();
    expect(await drafting()(step(messageId), 1)).to.deep.equal({ outcome: 'drafted' });
    expect(briefs).to.have.length(1);
    expect(briefs[0]).to.deep.include({
      language: 'en',
      businessName: 'Salon Ruby',
      firstName: 'Olga',
      replies: ['Hi!', 'When are you free?'],
      conversation: [{ from: 'club', text: 'Hello Olga, come back!' }],
      discountPercent: 10,
      confirmedSlot: null,
    });
    expect(briefs[0]?.slots.map((slot) => slot.label)).to.deep.equal([
      'Thursday 12 February at 17:30',
      'Friday 13 February at 10:00',
    ]);
    const now = await row(messageId);
    expect(now).to.include({ written_by: 'claude', ai_input_tokens: 100, ai_output_tokens: 20 });
    expect((now['slots'] as { startsAt: string }[]).map((slot) => slot.startsAt)).to.deep.equal([THURSDAY, FRIDAY]);
  });

  it('is written once: the same step again asks nobody', async () => {
    const { messageId } = await answering();
    await drafting()(step(messageId), 1);
    expect(await drafting()(step(messageId), 2)).to.deep.equal({ outcome: 'drafted' });
    expect(briefs).to.have.length(1);
    expect(await database('message_events').where({ message_id: messageId, kind: 'drafted' })).to.have.length(1);
  });

  it('keeps as offered only the times its words name', async () => {
    writes = () => 'Thank you for writing! We could see you on Friday 13 February at 10:00.';
    const { messageId } = await answering();
    await drafting()(step(messageId), 1);
    const { slots } = await row(messageId);
    expect((slots as { startsAt: string }[]).map((slot) => slot.startsAt)).to.deep.equal([FRIDAY]);
  });

  it('looks for the service and the person they asked for', async () => {
    const { messageId } = await answering({ wantsOtherService: 'a haircut', wantsOtherStaff: 'Janě' });
    await drafting()(step(messageId), 1);
    expect(asked).to.have.length(1);
    expect(asked[0]).to.deep.include({ serviceId: haircut, staffIds: [jana] });
    const plain = await answering();
    await drafting()(step(plain.messageId), 1);
    expect(asked.at(-1)).to.deep.include({ serviceId: massage, staffIds: [iva, jana] });
  });

  it('offers no times to somebody who has a booking', async () => {
    writes = () => 'Thank you for writing! The team will get back to you soon.';
    const { messageId, card } = await answering();
    await makeVisit(database, salon, card, '2026-02-20', [massage], { attendance: 0 });
    await drafting()(step(messageId), 1);
    expect(asked).to.deep.equal([]);
    expect(briefs[0]?.slots).to.deep.equal([]);
  });

  it('is tried once more with what was wrong, and then a person is called instead of sending it', async () => {
    const bad: [string, string][] = [
      ['You get 50% off, thank you for writing to us!', 'invented_discount'],
      ['Thank you for writing, we could see you at 23:15.', 'invented_time'],
      ['Thank you for writing, see https://evil.example now.', 'link'],
      ['Thank you for writing, please call +420 777 000 111.', 'phone'],
      ['Thank you for writing! When are you free to come and see us then', 'repeats_client'],
    ];
    for (const [words, problem] of bad) {
      briefs.length = 0;
      writes = () => words;
      const { messageId, conversationId } = await answering({}, {}, 'When are you free to come?');
      expect(await drafting()(step(messageId), 1), words).to.deep.equal({
        outcome: 'skipped',
        reason: 'no_good_answer',
      });
      expect(
        briefs.map((brief) => brief.problems.includes(problem)),
        words,
      ).to.deep.equal([false, true]);
      const now = await row(messageId);
      expect(now).to.include({ text: null, written_by: null, ai_input_tokens: 200 });
      expect(now['draft_problems']).to.include(problem);
      expect(await database('conversations').where({ id: conversationId }).first()).to.include({
        needs_person_reason: 'no_good_answer',
      });
    }
  });

  it('is used when the second try is good', async () => {
    writes = ({ problems }) =>
      problems.length === 0 ? 'You get 50% off!' : 'Thank you for writing! The team will get back to you.';
    const { messageId } = await answering();
    expect(await drafting()(step(messageId), 1)).to.deep.equal({ outcome: 'drafted' });
    expect(await row(messageId)).to.include({ written_by: 'claude', ai_input_tokens: 200 });
  });

  it('confirms exactly the accepted time, in fixed words where the writer names another', async () => {
    const slot = { startsAt: THURSDAY, staffId: iva, staffName: 'Iva', serviceId: massage };
    const good = await answering({}, { booking_slot: JSON.stringify(slot) });
    writes = (brief) => `Great, ${brief.confirmedSlot?.label ?? ''} it is. See you then!`;
    await drafting()(step(good.messageId), 1);
    expect(await row(good.messageId)).to.include({
      text: 'Great, Thursday 12 February at 17:30 it is. See you then!',
      written_by: 'claude',
    });
    const wrong = await answering({}, { booking_slot: JSON.stringify(slot) });
    writes = () => 'Great, Friday 13 February at 10:00 it is. See you then!';
    expect(await drafting()(step(wrong.messageId), 1)).to.deep.equal({ outcome: 'drafted' });
    const now = await row(wrong.messageId);
    expect(now['written_by']).to.equal('fallback');
    expect(now['text']).to.include('Thursday 12 February at 17:30');
    expect(asked).to.deep.equal([]);
  });

  it('waits for a model that is away, and calls a person when it stays away or refuses the key', async () => {
    const { messageId } = await answering();
    writes = () => new Unavailable('claude', 'http_529');
    const error = await drafting()(step(messageId), 1).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Unavailable);
    expect(await drafting()(step(messageId), TRIES_BEFORE_GIVING_UP)).to.deep.include({ outcome: 'skipped' });
    const refused = await answering();
    writes = () => new RuleBroken('claude_http_401', 'invalid');
    expect(await drafting()(step(refused.messageId), 1)).to.deep.include({ outcome: 'skipped' });
  });

  it('is not written to somebody who has opted out, nor over a person who took over', async () => {
    const out = await answering();
    await database('opt_outs').insert({ company_id: salon.companyId, phone: out.card.phone, source: 'word' });
    expect(await drafting()(step(out.messageId), 1)).to.deep.equal({ outcome: 'skipped', reason: 'opted_out' });
    const taken = await answering();
    await database('conversations').where({ id: taken.conversationId }).update({ handed_at: AT, handed_to: 'Eva' });
    expect(await drafting()(step(taken.messageId), 1)).to.deep.equal({ outcome: 'skipped', reason: 'handed_over' });
    expect(briefs).to.deep.equal([]);
  });

  it('leaves messages that open a conversation to the templates, and does not see another company’s', async () => {
    const { card, messageId } = await answering();
    const first = await makeMessage(database, salon, card, {});
    expect(await drafting()(step(first), 1)).to.equal(null);
    const foreign = await drafting()({ ...step(messageId), companyId: other.companyId }, 1).catch(
      (error: unknown) => error,
    );
    expect(foreign).to.be.instanceOf(RuleBroken);
    const choices = await createDraftAnswerRepository(database).choices(salon.scope, {
      phone: '+1',
      today: '2026-02-10',
    });
    expect(choices.staff.map((person) => person.name)).to.not.include('Zora');
    expect(choices.services.map((service) => service.id)).to.have.members([massage, haircut]);
  });
});
