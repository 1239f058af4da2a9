/** Which templates each account has by now. */

import type { Account, WhatsAppEvent, WhatsAppState } from './state.ts';
import { templateFrom, type Template, type TemplateSeed } from './templates.ts';

export interface TemplateBook {
  of: (account: Account) => Template[];
  find: (accounts: readonly Account[], id: string) => { account: Account; template: Template } | undefined;
  set: (account: Account, template: Template) => void;
  remove: (account: Account, id: string) => void;
}

/** What the definitions say, with whatever was created, edited or paused since laid over it. */
export function createTemplateBook(
  state: WhatsAppState,
  append: (event: WhatsAppEvent) => void,
  seeds: readonly TemplateSeed[],
): TemplateBook {
  function of(account: Account): Template[] {
    const changed = state.templates.get(account.businessAccountId) ?? new Map<string, Template | null>();
    const defined = seeds.map((seed) => templateFrom(account.businessAccountId, seed));
    const kept = defined.filter((template) => !changed.has(template.id));
    return [...kept, ...[...changed.values()].filter((template) => template !== null)];
  }
  return {
    of,
    find(accounts, id) {
      for (const account of accounts) {
        const template = of(account).find((one) => one.id === id);
        if (template) return { account, template };
      }
      return undefined;
    },
    set: (account, template) => {
      append({ type: 'template_set', businessAccountId: account.businessAccountId, template });
    },
    remove: (account, id) => {
      append({ type: 'template_removed', businessAccountId: account.businessAccountId, id });
    },
  };
}
