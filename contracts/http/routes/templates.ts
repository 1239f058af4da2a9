/** Routes of message templates. */

import { companyPath, startedWorkflow } from '../common.ts';
import * as templates from '../templates.ts';
import { company, idPath, type RouteContract } from './route-contract.ts';

const template = companyPath.extend({ templateId: idPath });

export const templatesRoutes = {
  listTemplates: {
    method: 'get',
    path: `${company}/templates`,
    summary: 'Every scenario in every language, as WhatsApp sees it',
    params: companyPath,
    response: templates.templateList,
  },
  templateEvents: {
    method: 'get',
    path: `${company}/templates/{templateId}/events`,
    summary: 'What happened to one',
    params: template,
    response: templates.templateEvents,
  },
  submitTemplates: {
    method: 'post',
    path: `${company}/templates/submit`,
    summary: 'Submit these, or all that are missing, to WhatsApp',
    params: companyPath,
    body: templates.submitTemplatesRequest,
    status: 202,
    response: templates.submittedTemplates,
  },
  editTemplate: {
    method: 'put',
    path: `${company}/templates/{templateId}`,
    summary: 'A new text, for review by WhatsApp',
    params: template,
    body: templates.editTemplateRequest,
    status: 202,
    response: templates.templateList,
  },
  deleteTemplate: {
    method: 'delete',
    path: `${company}/templates/{templateId}`,
    summary: 'Delete this language of it at WhatsApp',
    params: template,
    status: 202,
    response: templates.templateList,
  },
  readTemplates: {
    method: 'post',
    path: `${company}/templates/read`,
    summary: 'Read WhatsApp’s list now',
    params: companyPath,
    status: 202,
    response: startedWorkflow,
  },
} as const satisfies Record<string, RouteContract>;
