import { expect } from 'chai';
import { pino } from 'pino';
import { sendRow } from '../../../activities/delivery/send-row.ts';
import type { Database } from '../../../db/database.ts';
import { createClaimRepository } from '../../../db/repositories/delivery/claim.ts';
import { createIntakeRepository } from '../../../db/repositories/delivery/intake.ts';
import { createOutboxRepository } from '../../../db/repositories/delivery/outbox.ts';
import { createSendingRepository } from '../../../db/repositories/delivery/sending.ts';
import { createTemplatesRepository } from '../../../db/repositories/delivery/templates.ts';
import { SCENARIOS, LANGUAGES, TEMPLATES } from '../../../domain/campaigns/templates.ts';
import type { ListedTemplate, TemplateTold } from '../../../domain/delivery/template-told.ts';
import { RuleBroken } from '../../../domain/errors.ts';
import { cloneDatabase } from '../../support/database.ts';
import {
  type Club,
  days,
  hours,
  later,
  makeClub,
  makeMessage,
  makePerson,
  minutes,
  NOON,
  rowOf,
} from '../../support/delivery-world.ts';

const NAME = 'reprise_service_reactivation';
const KEY = { name: NAME, language: 'cs' };

describe('templates as WhatsApp has them', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let club: Club;
  let other: Club;
  let templates: ReturnType<typeof createTemplatesRepository>;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
    templates = createTemplatesRepository(database);
  });
  after(() => drop());
  beforeEach(async () => {
    club = await makeClub(database);
    other = await makeClub(database);
    await database('message_templates').update({ updated_at: later(NOON, -days(1)) });
  });

  const one = async (language = 'cs', name = NAME, of = club) =>
    (await templates.list(of.scope, NOON)).templates.find(
      (template) => template.name === name && template.language === language,
    )!;
  const tell = (told: Partial<TemplateTold>) =>
    createIntakeRepository(database).receiveWhatsApp(
      club.scope,
      {
        messages: [],
        statuses: [],
        preferences: [],
        notUnderstood: [],
        templates: [
          {
            ...KEY,
            kind: 'status',
            event: 'PAUSED',
            reason: null,
            title: null,
            category: null,
            externalId: '77',
            at: NOON,
            ...told,
          },
        ],
      },
      told.at ?? NOON,
    );
  const listed = (change: Partial<ListedTemplate> = {}): ListedTemplate => ({
    id: '77',
    ...KEY,
    status: 'APPROVED',
    category: 'MARKETING',
    parameterFormat: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Dobrý den, {{1}}! {{2}} Těšíme se.' }],
    reason: null,
    quality: null,
    ...change,
  });
  const historyOf = async (id: number) =>
    (await templates.events(club.scope, id)).items.map(({ kind, before, after, reason, source }) =>
      [source, kind, before, after, reason].filter((part) => part !== null).join(' '),
    );
  async function refusal(act: Promise<unknown>): Promise<RuleBroken> {
    try {
      await act;
    } catch (error) {
      if (error instanceof RuleBroken) return error;
      throw error;
    }
    throw new Error('it was not refused');
  }
  /** A message in the outbox that needs the template. */
  async function queued(): Promise<number> {
    const messageId = await makeMessage(database, club, await makePerson(database, club));
    await createOutboxRepository(database).enqueue(club.scope, messageId, NOON);
    return messageId;
  }
  const claim = async (at: Date) => {
    const { phoneNumberId } = club;
    const epoch = await createSendingRepository(database).raiseEpoch(club.scope, phoneNumberId);
    const claimed = await createClaimRepository(database).claim(club.scope, {
      phoneNumberId,
      epoch: epoch ?? 0,
      at,
      atMost: 10,
    });
    return claimed.outcome === 'claimed' ? claimed.rows : [];
  };

  it('are listed for every scenario in every language, those that WhatsApp has never seen as not submitted', async () => {
    const list = await templates.list(club.scope, NOON);
    expect(list.templates).to.have.length(SCENARIOS.length * LANGUAGES.length);
    expect((await one()).status).to.equal('APPROVED');
    expect(await one('en')).to.include({ status: 'NOT_SUBMITTED', maySubmit: true, mayEdit: false, mayDelete: false });
    const birthday = list.scenarios.find(({ scenario }) => scenario === 'birthday');
    expect(birthday?.findings).to.deep.equal([
      { level: 'error', code: 'no_template', language: 'cs', detail: 'NOT_SUBMITTED', people: null },
    ]);
  });

  it('wait when WhatsApp pauses them, say until when, and alarm people; nothing of another company changes', async () => {
    await tell({ title: 'FIRST_PAUSE' });
    const now = await one();
    expect(now).to.include({ status: 'PAUSED', reason: 'FIRST_PAUSE' });
    expect(now.pausedUntil).to.equal(later(NOON, hours(3)).toISOString());
    expect((await one('cs', NAME, other)).status).to.equal('APPROVED');
    const alarms = await database('admin_alerts').where({ company_id: club.companyId }).select('kind', 'details');
    expect(alarms).to.have.length(1);
    expect(alarms[0].details).to.include({ scenario: 'service_reactivation', language: 'cs', status: 'PAUSED' });
  });

  it('hold their messages back before the first one fails, and let them go by themselves once approved again', async () => {
    const messageId = await queued();
    await tell({});
    expect(await claim(NOON)).to.deep.equal([]);
    expect(await rowOf(database, messageId)).to.include({ status: 'queued', wait_reason: 'template_not_approved' });
    expect((await one()).waiting).to.equal(1);
    const again = later(NOON, minutes(1));
    await tell({ event: 'APPROVED', at: again });
    expect((await one()).waiting).to.equal(1);
    const rows = await claim(again);
    expect(rows.map((row) => row.messageId)).to.deep.equal([messageId]);
  });

  it('follow what WhatsApp told last, whatever order it comes in and however often', async () => {
    await tell({ event: 'PAUSED', at: later(NOON, 2_000) });
    await tell({ event: 'PAUSED', at: later(NOON, 2_000) });
    await tell({ event: 'APPROVED', at: NOON });
    const now = await one();
    expect(now.status).to.equal('PAUSED');
    expect(await historyOf(now.id)).to.deep.equal(['webhook status APPROVED PAUSED']);
  });

  it('tell their category and their quality, each with its history', async () => {
    await tell({ kind: 'category', event: 'UTILITY' });
    await tell({ kind: 'quality', event: 'RED', at: later(NOON, 1_000) });
    await tell({ kind: 'quality', event: 'GREEN', at: later(NOON, 2_000) });
    await tell({ event: 'FLAGGED', at: later(NOON, 3_000) });
    const now = await one();
    expect(now).to.include({ status: 'APPROVED', category: 'UTILITY', quality: 'GREEN' });
    expect(await historyOf(now.id)).to.deep.equal([
      'webhook flagged',
      'webhook quality RED GREEN',
      'webhook category MARKETING UTILITY',
    ]);
  });

  it('take over WhatsApp’s own parts from its list, so that requests are built from them', async () => {
    const components = [
      { type: 'BODY', text: 'Vážená {{first_name}}, vítejte zpět v klubu. {{personal_part}} Na viděnou u nás.' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Už mi nepište' }] },
    ];
    const messageId = await queued();
    await templates.follow(club.scope, [listed({ components, parameterFormat: 'NAMED' })], NOON, NOON);
    const now = await one();
    expect(now.body).to.equal('Vážená {{1}}, vítejte zpět v klubu. {{2}} Na viděnou u nás.');
    expect(now.variables).to.deep.equal(['first_name', 'personal_part']);
    const [row] = await claim(later(NOON, minutes(1)));
    expect(row?.messageId).to.equal(messageId);
    expect(row?.shape).to.deep.equal({ parameterFormat: 'NAMED', components });
  });

  it('are not used when they ask for what nobody here knows', async () => {
    const components = [{ type: 'BODY', text: 'Dobrý den, {{1}}, kód {{2}} platí do {{3}} u nás v klubu.' }];
    await templates.follow(club.scope, [listed({ components })], NOON, NOON);
    const [found] = await templates.preflight(club.scope, 'service_reactivation');
    expect(found).to.include({ level: 'error', code: 'no_template' });
    expect((await one()).variables).to.deep.equal(['unknown', 'unknown', 'unknown']);
  });

  it('are deleted where the list has them no more, unless something happened to them since it was asked for', async () => {
    await templates.follow(club.scope, [listed()], later(NOON, minutes(1)), later(NOON, minutes(1)));
    await templates.follow(club.scope, [], NOON, later(NOON, minutes(2)));
    expect((await one()).status).to.equal('APPROVED');
    await templates.follow(club.scope, [], later(NOON, minutes(3)), later(NOON, minutes(3)));
    expect((await one()).status).to.equal('DELETED');
    expect((await one()).maySubmit).to.equal(false);
  });

  it('are submitted all at once, and each only while WhatsApp has it not', async () => {
    expect(await templates.wantSubmitted(club.scope, null, NOON)).to.equal(29);
    expect(await templates.wantSubmitted(club.scope, null, NOON)).to.equal(0);
    const wanted = await templates.wanted(club.scope);
    expect(wanted).to.have.length(29);
    expect(await templates.wanted(other.scope)).to.deep.equal([]);
    const english = wanted.find(({ name, language }) => name === NAME && language === 'en')!;
    const definition = TEMPLATES.find(({ name, language }) => name === NAME && language === 'en')!;
    expect(english.components).to.deep.equal([
      { type: 'BODY', text: definition.body, example: { body_text: [definition.examples] } },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'No more messages' }] },
    ]);
    await templates.settleWanted(
      club.scope,
      english,
      { outcome: 'done', id: '5', status: 'PENDING', category: 'MARKETING' },
      NOON,
    );
    await templates.settleWanted(club.scope, english, { outcome: 'refused', code: '2388024' }, NOON);
    expect(await one('en')).to.include({ status: 'PENDING', wanted: null, refusedCode: null });
    const refused = await refusal(templates.wantSubmitted(club.scope, [english.id], NOON));
    expect(refused.code).to.equal('template_submitted');
    const theirs = await one('en', NAME, other);
    expect((await refusal(templates.wantSubmitted(club.scope, [theirs.id], NOON))).kind).to.equal('not_found');
  });

  it('keep WhatsApp’s refusal, and what was asked, in their history', async () => {
    const english = await one('en');
    await templates.wantSubmitted(club.scope, [english.id], NOON);
    const [wish] = await templates.wanted(club.scope);
    await templates.settleWanted(club.scope, wish!, { outcome: 'refused', code: '2388019' }, NOON);
    expect(await one('en')).to.include({ status: 'NOT_SUBMITTED', refusedCode: '2388019', maySubmit: true });
    expect(await historyOf(english.id)).to.deep.equal(['person refused submit 2388019', 'person asked submit']);
  });

  it('are edited once in 24 hours while approved, with a text that keeps WhatsApp’s rules', async () => {
    await templates.follow(club.scope, [listed()], NOON, NOON);
    const { id } = await one();
    const text = 'Dobrý den, {{1}}, moc rádi vás u nás zase uvidíme. {{2}} Stačí odpovědět na tuto zprávu.';
    for (const [body, code] of [
      ['{{1}} a {{2}} jsou na okraji věty u nás', 'template_text_variable_at_edge'],
      ['Dobrý den, {{1}}, bez osobní části u nás.', 'template_text_variables_changed'],
      ['Ano {{1}} a {{2}} tak.', 'template_text_too_few_words'],
    ] as const)
      expect((await refusal(templates.wantEdited(club.scope, id, body, NOON))).code).to.equal(code);
    await templates.wantEdited(club.scope, id, text, NOON);
    const [wish] = await templates.wanted(club.scope);
    expect(wish).to.include({ wanted: 'edit', externalId: '77' });
    expect(wish?.components[0]).to.include({ type: 'BODY', text });
    await templates.settleWanted(club.scope, wish!, { outcome: 'done', id: null, status: null, category: null }, NOON);
    expect(await one()).to.include({ status: 'PENDING', body: text });
    await tell({ event: 'APPROVED', at: later(NOON, minutes(5)) });
    const refused = await refusal(templates.wantEdited(club.scope, id, text, later(NOON, hours(1))));
    expect([refused.code, refused.details['until']]).to.deep.equal([
      'template_edit_limit',
      later(NOON, hours(24)).toISOString(),
    ]);
    await templates.wantEdited(club.scope, id, text, later(NOON, hours(25)));
  });

  it('change by a refused send, which the next list puts right', async () => {
    await templates.sendRefused(club.scope, { ...KEY, code: '131026' }, NOON);
    expect((await one()).status).to.equal('APPROVED');
    await templates.sendRefused(club.scope, { ...KEY, code: '132001' }, NOON);
    await templates.sendRefused(club.scope, { ...KEY, code: '132001' }, NOON);
    const now = await one();
    expect(now).to.include({ status: 'MISSING', reason: 'whatsapp_132001' });
    expect(await historyOf(now.id)).to.deep.equal(['send status APPROVED MISSING whatsapp_132001']);
    const after = later(NOON, minutes(1));
    await templates.follow(club.scope, [listed()], after, after);
    expect(await one()).to.include({ status: 'APPROVED', reason: null });
  });

  it('take a refused message back into the queue when it may still go, and hold the next one before it is tried', async () => {
    const refuse = (code: number) => ({
      sending: createSendingRepository(database),
      templates,
      whatsapp: { send: async () => ({ kind: 'refused', httpStatus: 400, code }) as const },
      clock: { now: () => NOON },
      log: pino({ level: 'silent' }),
    });
    const sendNext = async (code: number, at = NOON): Promise<number> => {
      const [row] = await claim(at);
      if (!row) throw new Error('nothing is due');
      const account = await database('whatsapp_account_health')
        .where({ phone_number_id: club.phoneNumberId })
        .first<{ epoch: number }>('epoch');
      const sender = { phoneNumberId: club.phoneNumberId, epoch: account.epoch };
      await sendRow(refuse(code), club.scope, sender, row, new AbortController().signal);
      return row.messageId;
    };
    await queued();
    const first = await sendNext(132_015);
    expect(await rowOf(database, first)).to.include({ status: 'failed', last_error_code: '132015' });
    expect((await one()).status).to.equal('PAUSED');
    const second = await queued();
    expect(await claim(NOON)).to.deep.equal([]);
    expect(await rowOf(database, second)).to.include({ status: 'queued', wait_reason: 'template_not_approved' });
    await tell({ event: 'APPROVED', at: later(NOON, 1_000) });
    expect(await sendNext(132_016, later(NOON, 2_000)), 'the next is tried').to.equal(second);
    expect(await rowOf(database, second), 'disabled for good: nothing to wait for').to.include({ status: 'dead' });
    expect((await one()).status).to.equal('DISABLED');
  });
});
