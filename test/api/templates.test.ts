import { expect } from 'chai';
import { routes } from '../../contracts/http/routes.ts';
import { type ApiWorld, createApiWorld, NOW } from '../support/api.ts';
import type { Club } from '../support/api-clubs.ts';

describe('templates, over HTTP', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await createApiWorld();
  });
  afterEach(() => world.close());

  const pathOf = (club: Club = world.one): string => `/api/companies/${String(club.companyId)}`;
  const list = async (club = world.one) =>
    (await world.as(club, 'manager').get(`${pathOf(club)}/templates`)).read(routes.listTemplates.response);
  const one = async (scenario: string, language: string, club = world.one) =>
    (await list(club)).templates.find((template) => template.scenario === scenario && template.language === language)!;
  const submit = (body: object, role: 'manager' | 'viewer' = 'manager') =>
    world.as(world.one, role).send('POST', `${pathOf()}/templates/submit`, body);

  it('are all thirty, each with how WhatsApp sees it and what may be done', async () => {
    const { templates, isConnected, companyLanguage, scenarios } = await list();
    expect(templates).to.have.length(30);
    expect([isConnected, companyLanguage, scenarios.length]).to.deep.equal([false, 'en', 6]);
    expect(await one('reactivation', 'en')).to.include({ status: 'APPROVED', maySubmit: false });
    expect(await one('birthday', 'bg')).to.include({ status: 'NOT_SUBMITTED', maySubmit: true, mayDelete: false });
  });

  it('are submitted one, or all that are missing; the same twice is told so', async () => {
    const { id } = await one('birthday', 'cs');
    const answer = await submit({ ids: [id] });
    expect([answer.status, answer.read(routes.submitTemplates.response)]).to.deep.equal([202, { asked: 1 }]);
    expect(world.asked.at(-1)).to.include({ what: 'followTemplates', companyId: world.one.companyId });
    expect((await one('birthday', 'cs')).wanted).to.equal('submit');
    const twice = await submit({ ids: [id] });
    expect([twice.status, twice.problem().code]).to.deep.equal([409, 'template_busy']);
    expect((await submit({})).read(routes.submitTemplates.response)).to.deep.equal({ asked: 27 });
    const audited = await world.database('audit_log').where({ action: 'template.submit' });
    expect(audited).to.have.length(28);
    expect((await list(world.two)).templates.every(({ wanted }) => wanted === null)).to.equal(true);
  });

  it('are a manager’s to submit, and another company’s are not found', async () => {
    expect((await submit({}, 'viewer')).status).to.equal(403);
    const theirs = await one('birthday', 'cs', world.two);
    const stolen = await submit({ ids: [theirs.id] });
    expect([stolen.status, stolen.problem().code]).to.deep.equal([404, 'template_not_found']);
    const history = await world.as(world.one, 'manager').get(`${pathOf()}/templates/${String(theirs.id)}/events`);
    expect(history.status).to.equal(404);
  });

  it('take a new text only where WhatsApp would take it', async () => {
    const { id } = await one('reactivation', 'en');
    await world
      .database('message_templates')
      .where({ id })
      .update({ external_id: '9', edited_at: [new Date(NOW.getTime() - 3_600_000)] });
    const edit = (body: string) =>
      world.as(world.one, 'manager').send('PUT', `${pathOf()}/templates/${String(id)}`, { body });
    const early = await edit('Hello {{1}}, we would love to see you again. {{2}} Reply STOP to stop.');
    expect([early.status, early.problem().code]).to.deep.equal([409, 'template_edit_limit']);
    await world.database('message_templates').where({ id }).update({ edited_at: [] });
    const edge = await edit('{{1}} we would love to see you again {{2}}');
    expect([edge.status, edge.problem().code]).to.deep.equal([422, 'template_text_variable_at_edge']);
    expect((await edit('Hello {{1}}, we would love to see you again. {{2}} Reply STOP to stop.')).status).to.equal(202);
    const gone = await world.as(world.one, 'manager').send('DELETE', `${pathOf()}/templates/${String(id)}`, {});
    expect([gone.status, gone.problem().code]).to.deep.equal([409, 'template_busy']);
  });

  it('keep a scenario from being switched on while nothing of it could be sent; what is on stays on', async () => {
    const save = (isOn: boolean, version: number) =>
      world.as(world.one, 'manager').send('PUT', `${pathOf()}/settings/scenarios/birthday`, {
        isOn,
        cooldownDays: null,
        cooldownBySegment: {},
        version,
      });
    expect((await save(false, 1)).status).to.equal(200);
    const refused = await save(true, 2);
    expect([refused.status, refused.problem().code]).to.deep.equal([409, 'templates_not_ready']);
    expect(refused.problem().details).to.include({ scenario: 'birthday', reason: 'no_template', language: 'en' });
    await world
      .database('message_templates')
      .where({ id: (await one('birthday', 'en')).id })
      .update({ status: 'PENDING' });
    expect((await save(true, 2)).status, 'one in review is waited for').to.equal(200);
  });

  it('keep a run from being started by hand when all its templates are lost', async () => {
    const start = () => world.as(world.one, 'manager').send('POST', `${pathOf()}/reactivation/runs`, {});
    expect((await start()).status).to.be.lessThan(300);
    await world
      .database('message_templates')
      .where({ company_id: world.one.companyId, scenario: 'service_reactivation' })
      .update({ status: 'DISABLED' });
    const refused = await start();
    expect([refused.status, refused.problem().code]).to.deep.equal([409, 'templates_not_ready']);
  });
});
