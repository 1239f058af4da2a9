/** Templates between the product and WhatsApp: submitted, followed, changed and deleted, with requests that fit Meta's schemas. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { createFollowTemplatesActivities } from '../../activities/delivery/follow-templates.ts';
import type { Database } from '../../db/database.ts';
import { createIntakeRepository } from '../../db/repositories/delivery/intake.ts';
import { createTemplatesRepository } from '../../db/repositories/delivery/templates.ts';
import { buildRequest } from '../../domain/delivery/request.ts';
import type { TemplateShape } from '../../domain/delivery/template-shape.ts';
import { createWhatsAppGateway } from '../../integrations/whatsapp/gateway.ts';
import { parseWebhook } from '../../integrations/whatsapp/webhook.ts';
import { SANDBOX_WHATSAPP } from '../../sandbox/credentials.ts';
import { cloneDatabase } from '../support/database.ts';
import { type Club, days, hours, later, makeClub, NOON } from '../support/delivery-world.ts';
import { eventually, type SandboxWorld, startSandboxWorld } from '../support/sandbox.ts';

const schemaOf = (file: string) =>
  JSON.parse(readFileSync(new URL(`./schemas/${file}.json`, import.meta.url), 'utf8')) as Record<string, unknown>;
const ajv = new Ajv2020({ strict: false, validateSchema: false });
const fitsMessage = ajv.compile(schemaOf('whatsapp-message'));
ajv.addSchema(schemaOf('whatsapp-template'));
const fitsCreation = ajv.getSchema('whatsapp-template#/$defs/Creation')!;
const fitsEdit = ajv.getSchema('whatsapp-template#/$defs/Edit')!;
const NAME = 'reprise_service_reactivation';

describe('templates between the product and WhatsApp', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let world: SandboxWorld;
  let club: Club;
  let now: Date;
  before(async () => {
    ({ database, drop } = await cloneDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    now = NOON;
    // An account in which nothing was submitted yet.
    world = await startSandboxWorld({ clock: { now: () => now }, whatsapp: { templates: [], pauseHourMs: 1 } });
    club = await makeClub(database);
    await database('message_templates').where({ company_id: club.companyId }).delete();
    sent.length = 0;
  });
  afterEach(() => world.close());

  /** Bodies of what was written to WhatsApp. */
  const sent: unknown[] = [];
  const gateway = () =>
    createWhatsAppGateway({
      baseUrl: `${world.url}/whatsapp`,
      apiVersion: 'v23.0',
      credentials: async () => SANDBOX_WHATSAPP,
    });
  const templates = () => createTemplatesRepository(database);
  /** Every hour, and when somebody asks: told and read. A moment passes each time. */
  async function follow() {
    now = later(now, 1_000);
    const whatsapp = gateway();
    const activities = createFollowTemplatesActivities({
      templates: templates(),
      whatsapp: {
        ...whatsapp,
        createTemplate(companyId, { name, language, category, parameterFormat, components }) {
          sent.push({ name, language, category, parameter_format: parameterFormat.toLowerCase(), components });
          return whatsapp.createTemplate(companyId, { name, language, category, parameterFormat, components });
        },
      },
      now: () => now,
    });
    return new MockActivityEnvironment().run(() => activities.followTemplates({ companyId: club.companyId }));
  }
  const one = async (language = 'cs', name = NAME) =>
    (await templates().list(club.scope, now)).templates.find(
      (template) => template.name === name && template.language === language,
    )!;
  let read = 0;
  const told = (): number =>
    world.receiver.received.flatMap(({ body }) => body.entry.flatMap(({ changes }) => changes)).length;
  /** Reads what the stand-in told by webhook, as the API does, once that many changes were told since the last reading. */
  async function hear(what: string, changes = 1): Promise<void> {
    await eventually(() => told() >= read + changes, what);
    for (const { body } of world.receiver.received) {
      const facts = parseWebhook(body, now)!;
      expect(facts.notUnderstood).to.deep.equal([]);
      await createIntakeRepository(database).receiveWhatsApp(club.scope, facts, now);
    }
    read = told();
  }
  beforeEach(() => {
    read = 0;
  });
  const control = (path: string, body: object) =>
    fetch(`${world.url}/sandbox/whatsapp/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const reviewed = async (language = 'cs') =>
    eventually(
      () => world.receiver.received.some(({ raw }) => raw.toString().includes(`"${language}"`)),
      `a review of ${language}`,
    );
  async function submitOne(language = 'cs') {
    await templates().list(club.scope, now);
    await templates().wantSubmitted(club.scope, [(await one(language)).id], now);
    await follow();
    await reviewed(language);
    return follow();
  }

  it('all thirty are taken as they are, and approved after their review', async () => {
    expect(await templates().wantSubmitted(club.scope, null, now)).to.equal(30);
    expect(await follow()).to.deep.include({ outcome: 'followed', told: 30, refused: 0 });
    expect(sent).to.have.length(30);
    for (const body of sent) expect(fitsCreation(body), JSON.stringify(fitsCreation.errors)).to.equal(true);
    // Reviewers answer by webhook; the list says the same to whoever missed it.
    await eventually(() => world.sandbox.whatsapp.pendingWebhooks() === 0, 'every review');
    await follow();
    const { templates: all } = await templates().list(club.scope, now);
    expect([...new Set(all.map(({ status }) => status))]).to.deep.equal(['APPROVED']);
    expect(all.every(({ parts }) => parts.some(({ buttons }) => buttons.length === 1))).to.equal(true);
  });

  it('a rejected one keeps WhatsApp’s reason, and is edited and submitted again', async () => {
    await control('templates/review', { status: 'REJECTED', reason: 'PROMOTIONAL' });
    await submitOne();
    expect(await one()).to.include({ status: 'REJECTED', reason: 'PROMOTIONAL', mayEdit: true });
    const text =
      'Dobrý den, {{1}}, dlouho jsme se u nás neviděli. {{2}} Stačí odpovědět na tuto zprávu, nebo napište STOP.';
    await templates().wantEdited(club.scope, (await one()).id, text, now);
    const [wish] = await templates().wanted(club.scope);
    expect(fitsEdit({ components: wish?.components }), JSON.stringify(fitsEdit.errors)).to.equal(true);
    const before = told();
    expect(await follow()).to.include({ told: 1, refused: 0 });
    await eventually(() => told() > before, 'the second review');
    await follow();
    expect(await one()).to.include({ status: 'APPROVED', reason: null, body: text, differs: true });
  });

  it('a webhook tells what the reviewer said before anybody reads the list', async () => {
    await templates().list(club.scope, now);
    await templates().wantSubmitted(club.scope, [(await one('en')).id], now);
    await follow();
    await hear('the review');
    const english = await one('en');
    expect(english.status).to.equal('APPROVED');
    const { items } = await templates().events(club.scope, english.id);
    expect(items[0]).to.include({ kind: 'status', before: 'PENDING', after: 'APPROVED', source: 'webhook' });
  });

  it('a submission whose answer got lost is found, and not made twice', async () => {
    await submitOne();
    const { id } = await one();
    // As if the first answer had never been heard.
    await database('message_templates').where({ id }).update({ status: 'NOT_SUBMITTED', external_id: null });
    await templates().wantSubmitted(club.scope, [id], now);
    expect(await follow()).to.include({ told: 1, refused: 0 });
    await follow();
    expect((await one()).status).to.equal('APPROVED');
  });

  it('is paused for three hours, then for six, then for good, each told with its reason', async () => {
    await submitOne();
    await hear('the review');
    await control('templates', { name: NAME, pause: true });
    await hear('the first pause and its end', 2);
    const history = await templates().events(club.scope, (await one()).id);
    expect(history.items.slice(0, 2).map(({ after, reason }) => [after, reason])).to.deep.equal([
      ['APPROVED', null],
      ['PAUSED', 'FIRST_PAUSE'],
    ]);
    await control('templates', { name: NAME, pause: true });
    await hear('the second pause and its end', 2);
    await control('templates', { name: NAME, pause: true });
    await hear('the end');
    expect(await one()).to.include({ status: 'DISABLED', maySubmit: false, mayEdit: false });
  });

  it('its category and its quality are followed', async () => {
    await submitOne();
    await hear('the review');
    await control('templates', { name: NAME, category: 'UTILITY' });
    await control('templates', { name: NAME, quality: 'RED' });
    await hear('category and quality', 2);
    expect(await one()).to.include({ category: 'UTILITY', quality: 'RED', status: 'APPROVED' });
  });

  it('an approved one is edited once a day, here and at WhatsApp', async () => {
    await submitOne();
    const { id } = await one();
    const text =
      'Dobrý den, {{1}}, dlouho jsme se u nás neviděli. {{2}} Stačí odpovědět na tuto zprávu, nebo napište STOP.';
    const whatsapp = gateway();
    await templates().wantEdited(club.scope, id, text, now);
    await follow();
    await eventually(() => world.sandbox.whatsapp.pendingWebhooks() === 0, 'the review');
    await follow();
    const [listed] = await whatsapp.listTemplates(1);
    const again = { externalId: listed!.id, components: listed!.components };
    expect(await whatsapp.editTemplate(1, again)).to.deep.equal({ outcome: 'refused', code: '2388039' });
    expect((await one()).editRefusal?.code).to.equal('template_edit_limit');
    now = later(now, hours(25));
    expect((await one()).mayEdit).to.equal(true);
    expect((await whatsapp.editTemplate(1, again)).outcome).to.equal('done');
  });

  it('one language is deleted and the others stay; its name is blocked for 30 days', async () => {
    await submitOne('cs');
    await submitOne('en');
    await templates().wantDeleted(club.scope, (await one('cs')).id, now);
    await follow();
    expect([(await one('cs')).status, (await one('en')).status]).to.deep.equal(['DELETED', 'APPROVED']);
    expect((await gateway().listTemplates(1)).map(({ language }) => language)).to.deep.equal(['en']);
    expect((await one('cs')).maySubmit).to.equal(false);
    now = later(now, days(31));
    expect((await one('cs')).maySubmit).to.equal(true);
  });

  it('requests follow the template’s own parts: named values, and a payload on the button that says no', async () => {
    await submitOne();
    await control('templates', {
      name: NAME,
      parameterFormat: 'NAMED',
      components: [
        { type: 'BODY', text: 'Vážená {{first_name}}, vítejte zpět u nás. {{personal_part}} Na viděnou v klubu.' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'Chci přijít' },
            { type: 'QUICK_REPLY', text: 'Už mi nepište' },
          ],
        },
      ],
    });
    await follow();
    const row = await database('message_templates')
      .where({ company_id: club.companyId, name: NAME, language: 'cs' })
      .first<{ parameter_format: 'NAMED'; components: TemplateShape['components'] }>();
    const shape: TemplateShape = { parameterFormat: row.parameter_format, components: row.components };
    const outgoing = {
      kind: 'template',
      template: NAME,
      language: 'cs',
      variables: ['Olga', 'Máme čas v úterý.'],
    } as const;
    const built = buildRequest('+420777111222', 'f0d6d4f4-6a3e-4a3b-8f57-0c2f2e0f9a11', { ...outgoing, shape });
    if ('problem' in built) throw new Error(built.problem);
    expect(fitsMessage(built.request), JSON.stringify(fitsMessage.errors)).to.equal(true);
    expect(built.request.template?.components).to.deep.equal([
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'first_name', text: 'Olga' },
          { type: 'text', parameter_name: 'personal_part', text: 'Máme čas v úterý.' },
        ],
      },
      { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'opt_out' }] },
    ]);
    expect((await gateway().send(1, SANDBOX_WHATSAPP.phoneNumberId, built.request)).kind).to.equal('accepted');
    expect(world.sandbox.whatsapp.accepted().at(-1)?.text).to.match(/^Vážená Olga, .* Máme čas v úterý\. /);
    // As it was defined, WhatsApp would refuse it.
    const asDefined = buildRequest('+420777111222', 'f0d6d4f4-6a3e-4a3b-8f57-0c2f2e0f9a11', outgoing);
    if ('problem' in asDefined) throw new Error(asDefined.problem);
    expect(await gateway().send(1, SANDBOX_WHATSAPP.phoneNumberId, asDefined.request)).to.include({ kind: 'refused' });
    expect(buildRequest('+420777111222', 'key', { ...outgoing, variables: ['Olga'], shape })).to.deep.equal({
      problem: 'template_mismatch',
    });
  });

  it('a company without WhatsApp is not connected, and nothing is wrong with that', async () => {
    const activities = createFollowTemplatesActivities({
      templates: templates(),
      whatsapp: createWhatsAppGateway({ baseUrl: world.url, apiVersion: 'v23.0', credentials: async () => null }),
      now: () => now,
    });
    const report = await new MockActivityEnvironment().run(() =>
      activities.followTemplates({ companyId: club.companyId }),
    );
    expect(report).to.include({ outcome: 'not_connected', changed: 0 });
  });
});
