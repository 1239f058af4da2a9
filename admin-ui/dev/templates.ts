/** The invented company's templates: some approved, one in review, one paused, one refused; submitting really takes a moment. */

import type { Template, TemplateList } from '../../contracts/http/templates.ts';
import { SCENARIOS, TEMPLATES } from '../../domain/campaigns/templates.ts';
import type { Ask } from './answers.ts';
import { ago } from './people.ts';

const ODD: Record<string, Partial<Template>> = {
  'last_chance/ru': {
    status: 'PAUSED',
    reason: 'FIRST_PAUSE',
    pausedUntil: ago(-120),
    quality: 'RED',
    waiting: 7,
  },
  'birthday/uk': { status: 'REJECTED', reason: 'PROMOTIONAL' },
  'birthday/cs': { status: 'PENDING', mayEdit: false },
  'milestone/en': { category: 'UTILITY' },
  'reactivation/bg': { status: 'NOT_SUBMITTED', maySubmit: true, mayEdit: false, mayDelete: false },
  'pt_dropout/bg': {
    status: 'NOT_SUBMITTED',
    maySubmit: true,
    mayEdit: false,
    mayDelete: false,
    refusedCode: '2388293',
  },
  'reactivation/en': { mayEdit: false, editRefusal: { code: 'template_edit_limit', until: ago(-800) } },
};

const templates: Template[] = TEMPLATES.map(
  ({ scenario, name, language, category, body, variables, buttons }, index) => ({
    id: index + 1,
    scenario,
    name,
    language,
    category,
    status: 'APPROVED',
    statusSince: ago(9000),
    reason: null,
    refusedCode: null,
    quality: 'GREEN',
    pausedUntil: null,
    body,
    variables: [...variables],
    parts: [{ type: 'BUTTONS', text: null, buttons: [...buttons] }],
    differs: false,
    wanted: null,
    waiting: 0,
    maySubmit: false,
    mayDelete: true,
    mayEdit: true,
    editRefusal: null,
    ...ODD[`${scenario}/${language}`],
  }),
);

const list = (): TemplateList => ({
  isConnected: true,
  checkedAt: ago(12),
  companyLanguage: 'en',
  languages: [
    { language: 'en', people: 310 },
    { language: 'ru', people: 41 },
    { language: 'bg', people: 6 },
  ],
  scenarios: SCENARIOS.map((scenario) => ({
    scenario,
    findings:
      scenario === 'reactivation' || scenario === 'pt_dropout'
        ? [{ level: 'warning', code: 'falls_back', language: 'bg', detail: 'en', people: 6 }]
        : [],
  })),
  templates,
});

function change(ask: Ask, ids: number[], wanted: 'submit' | 'edit' | 'delete', after: Partial<Template>): void {
  const touched = templates.filter(({ id }) => ids.includes(id));
  for (const template of touched) Object.assign(template, { wanted, refusedCode: null });
  setTimeout(() => {
    for (const template of touched) Object.assign(template, { wanted: null, ...after });
    ask.tell(['settings']);
  }, 2500);
}

export const templateAnswers: Record<string, (ask: Ask) => unknown> = {
  listTemplates: list,
  templateEvents: () => ({
    items: [
      {
        id: 3,
        kind: 'status',
        before: 'APPROVED',
        after: 'PAUSED',
        reason: 'FIRST_PAUSE',
        source: 'webhook',
        by: 'WhatsApp',
        at: ago(60),
      },
      {
        id: 2,
        kind: 'status',
        before: 'PENDING',
        after: 'APPROVED',
        reason: null,
        source: 'list',
        by: 'followTemplates',
        at: ago(9000),
      },
      {
        id: 1,
        kind: 'asked',
        before: null,
        after: 'submit',
        reason: null,
        source: 'person',
        by: 'Maria Keller',
        at: ago(9100),
      },
    ],
  }),
  submitTemplates: (ask) => {
    const wished =
      (ask.body['ids'] as number[] | undefined) ?? templates.filter((one) => one.maySubmit).map(({ id }) => id);
    change(ask, wished, 'submit', { status: 'PENDING', maySubmit: false, statusSince: ago(0) });
    return { asked: wished.length };
  },
  editTemplate: (ask) => {
    change(ask, [Number(ask.params['templateId'])], 'edit', {
      status: 'PENDING',
      mayEdit: false,
      body: String(ask.body['body']),
    });
    return list();
  },
  deleteTemplate: (ask) => {
    change(ask, [Number(ask.params['templateId'])], 'delete', { status: 'DELETED', mayEdit: false, mayDelete: false });
    return list();
  },
  readTemplates: () => ({ workflowId: 'templates:1', temporalUrl: null }),
};
