/** Tells WhatsApp what people want done with templates, and takes over how it sees each. */

import { Context } from '@temporalio/activity';
import type { FollowedTemplates, FollowTemplatesStep } from '../../contracts/workflows/delivery.ts';
import { type Scope, systemScope } from '../../domain/access/scope.ts';
import { baseLanguage } from '../../domain/campaigns/template-rules.ts';
import { isLanguage } from '../../domain/campaigns/templates.ts';
import type { ListedTemplate } from '../../domain/delivery/template-told.ts';
import type { TemplateComponent } from '../../domain/delivery/template-shape.ts';
import { Unavailable } from '../../domain/errors.ts';

interface Wanted {
  id: number;
  wanted: 'submit' | 'edit' | 'delete';
  wantedAt: Date;
  name: string;
  language: string;
  category: string;
  externalId: string | null;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
}
type Answered =
  | { outcome: 'done'; id: string | null; status: string | null; category: string | null }
  | { outcome: 'refused'; code: string };

export interface FollowTemplatesDeps {
  templates: {
    wanted(scope: Scope): Promise<Wanted[]>;
    settleWanted(scope: Scope, asked: Wanted, answer: Answered, at: Date): Promise<void>;
    follow(scope: Scope, listed: readonly ListedTemplate[], begun: Date, at: Date): Promise<{ changed: number }>;
  };
  whatsapp: {
    listTemplates(companyId: number): Promise<ListedTemplate[]>;
    createTemplate(
      companyId: number,
      template: Pick<Wanted, 'name' | 'language' | 'category' | 'parameterFormat' | 'components'>,
    ): Promise<Answered>;
    editTemplate(companyId: number, template: { externalId: string; components: unknown[] }): Promise<Answered>;
    removeTemplate(companyId: number, template: { name: string; externalId: string }): Promise<Answered>;
  };
  now: () => Date;
}

/** Meta's word that this name has this language already: an earlier try was heard though its answer got lost. */
const EXISTS = '2388024';

export function createFollowTemplatesActivities({ templates, whatsapp, now }: FollowTemplatesDeps) {
  async function perform(companyId: number, wish: Wanted): Promise<Answered> {
    const { externalId } = wish;
    if (wish.wanted === 'submit') {
      const answer = await whatsapp.createTemplate(companyId, wish);
      const isThere = answer.outcome === 'refused' && answer.code === EXISTS;
      return isThere ? { outcome: 'done', id: null, status: 'PENDING', category: null } : answer;
    }
    if (wish.wanted === 'edit') {
      if (externalId === null) return { outcome: 'refused', code: 'not_submitted' };
      return whatsapp.editTemplate(companyId, { externalId, components: wish.components });
    }
    if (externalId === null) return { outcome: 'done', id: null, status: null, category: null };
    return whatsapp.removeTemplate(companyId, { name: wish.name, externalId });
  }

  return {
    /**
     * Twice is harmless: what was told is no longer wanted; a submission whose answer got lost is found to exist, an edit
     * said twice says the same, and what was deleted is gone. The list is read anew.
     */
    async followTemplates({ companyId }: FollowTemplatesStep): Promise<FollowedTemplates> {
      const scope = systemScope(companyId, 'followTemplates');
      const report: FollowedTemplates = { outcome: 'followed', told: 0, refused: 0, changed: 0 };
      try {
        for (const wish of await templates.wanted(scope)) {
          const answer = await perform(companyId, wish);
          await templates.settleWanted(scope, wish, answer, now());
          if (answer.outcome === 'done') report.told += 1;
          else report.refused += 1;
          Context.current().heartbeat(report);
        }
        const begun = now();
        const listed = await whatsapp.listTemplates(companyId);
        const ours = listed.filter(({ language }) => isLanguage(baseLanguage(language)));
        report.changed = (await templates.follow(scope, ours, begun, now())).changed;
        return report;
      } catch (error) {
        // Nothing is wrong with a company that has not connected WhatsApp yet.
        if (error instanceof Unavailable && error.why === 'no_credentials')
          return { ...report, outcome: 'not_connected' };
        throw error;
      }
    },
  };
}

export type FollowTemplatesActivities = ReturnType<typeof createFollowTemplatesActivities>;
