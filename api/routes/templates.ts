/** Message templates: how they stand, and what a person wants done with them. */

import type { ApiDeps } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

export function templateRoutes({ templates }: ApiDeps): Route[] {
  return [
    companyRoute('listTemplates', 'see_settings', ({ scope, at }) => templates.list(scope, at)),

    companyRoute('templateEvents', 'see_settings', ({ scope, params }) => templates.events(scope, params.templateId)),

    companyRoute('submitTemplates', 'change_rules', async ({ scope, body, at }) => {
      const asked = await templates.wantSubmitted(scope, body.ids ?? null, at);
      if (asked > 0) await templates.follow(scope);
      return { asked };
    }),

    companyRoute('editTemplate', 'change_rules', async ({ scope, params, body, at }) => {
      await templates.wantEdited(scope, params.templateId, body.body, at);
      await templates.follow(scope);
      return templates.list(scope, at);
    }),

    companyRoute('deleteTemplate', 'change_rules', async ({ scope, params, at }) => {
      await templates.wantDeleted(scope, params.templateId, at);
      await templates.follow(scope);
      return templates.list(scope, at);
    }),

    companyRoute('readTemplates', 'change_rules', ({ scope }) => templates.follow(scope)),
  ];
}
