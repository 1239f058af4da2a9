/** What may be done with a template and when, what its parts ask for, and whether a scenario can be sent. */

import { expect } from 'chai';
import { chooseTemplate, languagesFor } from '../../../domain/campaigns/choose-template.ts';
import { preflight, type PreflightTemplate } from '../../../domain/campaigns/preflight.ts';
import {
  mayDelete,
  mayEdit,
  maySubmit,
  type TemplateState,
  textProblem,
} from '../../../domain/campaigns/template-rules.ts';
import { TEMPLATES } from '../../../domain/campaigns/templates.ts';
import { buildRequest } from '../../../domain/delivery/request.ts';
import { foreignPart, numberedBody, placesOf } from '../../../domain/delivery/template-shape.ts';
import { meaningsOf } from '../../../domain/delivery/template-told.ts';

const AT = new Date('2026-03-03T11:00:00Z');
const hoursAgo = (hours: number): Date => new Date(AT.getTime() - hours * 3_600_000);

describe('the rules for templates', () => {
  const state = (change: Partial<TemplateState> = {}): TemplateState => ({
    status: 'APPROVED',
    externalId: '1',
    deletedAt: null,
    editedAt: [],
    wanted: null,
    ...change,
  });

  it('find nothing wrong with any text that comes with the product', () => {
    for (const { body, variables, name, language } of TEMPLATES)
      expect(textProblem(body, variables.length), `${name} ${language}`).to.equal(null);
  });

  it('name what WhatsApp would refuse', () => {
    const problems = [
      '',
      'x'.repeat(1_025),
      'Hello {{1}} and welcome',
      '{{1}} hello there and {{2}} welcome back',
      'Hello there, {{1}} {{2}} and welcome back to all of us',
      'Hi {{1}} and {{2}} bye',
      'Hello {{1}},\n\n\nwelcome {{2}} back to our place',
    ].map((text) => textProblem(text, 2));
    expect(problems).to.deep.equal([
      'empty',
      'too_long',
      'variables_changed',
      'variable_at_edge',
      'variables_side_by_side',
      'too_few_words',
      'wrong_whitespace',
    ]);
  });

  it('let an approved one be edited once in 24 hours and ten times in 30 days, a rejected one at any time', () => {
    expect(mayEdit(state(), AT)).to.equal(null);
    expect(mayEdit(state({ editedAt: [hoursAgo(23)] }), AT)).to.deep.equal({
      code: 'template_edit_limit',
      until: new Date(AT.getTime() + 3_600_000),
    });
    const ten = Array.from({ length: 10 }, (_, index) => hoursAgo(25 + index * 48));
    expect(mayEdit(state({ editedAt: ten }), AT)?.until).to.deep.equal(new Date(ten[9]!.getTime() + 30 * 86_400_000));
    expect(mayEdit(state({ editedAt: ten.slice(1) }), AT)).to.equal(null);
    expect(mayEdit(state({ status: 'REJECTED', editedAt: [hoursAgo(1)] }), AT)).to.equal(null);
    for (const status of ['PENDING', 'DISABLED', 'NOT_SUBMITTED'])
      expect(mayEdit(state({ status }), AT)?.code).to.equal('template_not_editable');
  });

  it('let be submitted what WhatsApp has not, thirty days after a deletion', () => {
    expect(maySubmit(state({ status: 'NOT_SUBMITTED', externalId: null }), AT)).to.equal(null);
    expect(maySubmit(state({ status: 'REJECTED' }), AT)?.code).to.equal('template_submitted');
    const deleted = state({ status: 'DELETED', externalId: null, deletedAt: hoursAgo(24) });
    expect(maySubmit(deleted, AT)?.code).to.equal('template_name_blocked');
    expect(maySubmit({ ...deleted, deletedAt: hoursAgo(24 * 31) }, AT)).to.equal(null);
    expect(maySubmit(state({ status: 'NOT_SUBMITTED', wanted: 'submit' }), AT)?.code).to.equal('template_busy');
    expect(mayDelete(state({ status: 'NOT_SUBMITTED' }))?.code).to.equal('template_not_submitted');
  });

  it('tell apart what a message can fill in and what it cannot', () => {
    const body = { type: 'BODY', text: 'Hello {{ first_name }}, see you. {{personal_part}} Bye {{first_name}}!' };
    const named = { parameterFormat: 'NAMED', components: [body] } as const;
    expect(placesOf(named)).to.deep.equal(['first_name', 'personal_part']);
    expect(numberedBody(named)).to.equal('Hello {{1}}, see you. {{2}} Bye {{1}}!');
    expect(meaningsOf(named, ['first_name', 'personal_part'])).to.deep.equal(['first_name', 'personal_part']);
    expect(meaningsOf(named, ['first_name'])).to.deep.equal(['first_name', 'unknown']);
    const picture = { components: [body, { type: 'HEADER', format: 'IMAGE' }] };
    expect([foreignPart(named), foreignPart(picture)]).to.deep.equal([null, 'header']);
    const link = { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Book', url: 'https://example.com/{{1}}' }] };
    expect(foreignPart({ components: [body, link] })).to.equal('button');
    const filled = buildRequest('+420777111222', 'key', {
      kind: 'template',
      template: 'x',
      language: 'en',
      variables: ['Ann', 'See you.'],
      shape: { parameterFormat: 'POSITIONAL', components: [{ type: 'BODY', text: 'Hi {{1}}, {{2}} bye' }, link] },
    });
    expect(filled).to.deep.equal({ problem: 'template_mismatch' });
  });
});

describe('the pre-flight of a scenario', () => {
  const template = (language: string, change: Partial<PreflightTemplate> = {}): PreflightTemplate => ({
    scenario: 'birthday',
    name: 'reprise_birthday',
    language,
    status: 'APPROVED',
    category: 'MARKETING',
    quality: null,
    variables: ['first_name', 'personal_part'],
    ...change,
  });
  const found = (templates: PreflightTemplate[], languages: { language: string; people: number }[] = []) =>
    preflight({ scenario: 'birthday', templates, companyLanguage: 'cs', languages }).map(
      ({ level, code, language, detail }) => [level, code, language, detail].filter((part) => part !== null).join(' '),
    );

  it('finds nothing where everybody is written to in their language', () => {
    expect(found([template('cs'), template('uk')], [{ language: 'uk', people: 3 }])).to.deep.equal([]);
  });

  it('forbids what could reach nobody: no template, none submitted, or one with other parameters', () => {
    expect(found([])).to.deep.equal(['error no_template cs']);
    expect(found([template('cs', { status: 'NOT_SUBMITTED' }), template('ru')])).to.deep.equal([
      'error no_template cs NOT_SUBMITTED',
    ]);
    expect(found([template('cs', { variables: ['first_name', 'unknown'] })])).to.deep.equal([
      'error parameters cs APPROVED',
    ]);
  });

  it('warns of reviews, pauses, other languages and another category', () => {
    expect(found([template('cs', { status: 'PENDING' })])).to.deep.equal(['warning waits_for_approval cs PENDING']);
    expect(
      found(
        [template('cs', { category: 'UTILITY' }), template('uk', { status: 'DISABLED', quality: 'RED' })],
        [{ language: 'uk', people: 3 }],
      ),
    ).to.deep.equal([
      'warning falls_back uk cs',
      'warning category cs UTILITY',
      'warning not_approved uk DISABLED',
      'warning low_quality uk RED',
    ]);
  });

  it('chooses as a draft does: the client’s language, the company’s, English, and first what can be sent now', () => {
    const all = [template('uk', { status: 'PAUSED' }), template('cs', { status: 'NOT_SUBMITTED' }), template('en')];
    expect(chooseTemplate(all, languagesFor('uk', 'cs'))?.language).to.equal('en');
    expect(chooseTemplate(all.slice(0, 2), languagesFor('uk', 'cs'))?.language).to.equal('uk');
    expect(chooseTemplate(all.slice(1, 2), languagesFor('uk', 'cs'))).to.equal(null);
  });
});
