/** Meta's reviewers and its watch over quality: a template is reviewed after a while, and paused, flagged or put into another category. */

import type { Clock } from '../../domain/clock.ts';
import { templateCategoryChange, templateQualityChange, templateStatusChange } from './template-payloads.ts';
import type { Account } from './state.ts';
import type { TemplateBook } from './template-book.ts';
import { componentOf, quickRepliesOf, type Template } from './templates.ts';
import type { Webhooks } from './webhooks.ts';

export interface Verdict {
  status: 'APPROVED' | 'REJECTED';
  reason?: string;
}

export interface TemplateReview {
  /** A new or changed template waits for its reviewer. */
  submitted: (account: Account, template: Template) => void;
  /** Ordered by a test or the page: the next reviews end so. */
  order: (verdict: Verdict) => void;
  /** The next step down: three hours, six hours, for good. */
  pause: (account: Account, template: Template) => Template;
  tellStatus: (account: Account, template: Template, status: string, reason?: string) => Template;
  tellCategory: (account: Account, template: Template, category: Template['category']) => Template;
  tellQuality: (account: Account, template: Template, score: string) => Template;
  /** Goes on with what was in review when the sandbox stopped. */
  resume: (accounts: readonly Account[]) => void;
  close: () => void;
}

export interface ReviewOptions {
  book: TemplateBook;
  webhooks: Webhooks;
  clock: Clock;
  reviewMs: number;
  /** What counts as an hour of a pause. */
  pauseHourMs: number;
}

const PAUSES = [
  { title: 'FIRST_PAUSE', hours: 3 },
  { title: 'SECOND_PAUSE', hours: 6 },
] as const;
/** Meta rejects links that hide where they lead, and its own. */
const HIDDEN_LINK = /\b(wa\.me|bit\.ly|t\.co)\//i;

/** What only advertises is marketing, whatever it was submitted as. */
export function categoryOf(template: Template): Template['category'] {
  const text = componentOf(template, 'BODY')?.text ?? '';
  const advertises = /\d\s?%/.test(text) || quickRepliesOf(template).length > 0;
  return template.category === 'UTILITY' && advertises ? 'MARKETING' : template.category;
}

export function createTemplateReview(options: ReviewOptions): TemplateReview {
  const { book, webhooks } = options;
  const ordered: Verdict[] = [];
  const timers = new Set<NodeJS.Timeout>();

  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timer.unref();
    timers.add(timer);
  }
  /** As it is by now: it may have been changed or removed meanwhile. */
  const now = (account: Account, id: string): Template | undefined => book.of(account).find((one) => one.id === id);

  function tellStatus(account: Account, template: Template, status: string, reason?: string, title?: string): Template {
    const changed = { ...template, status, ...(status === 'REJECTED' ? { rejected_reason: reason ?? 'NONE' } : {}) };
    book.set(account, changed);
    webhooks.enqueue(account, templateStatusChange(changed, { reason, title }));
    return changed;
  }

  function verdictOn(template: Template): Verdict {
    const next = ordered.shift();
    if (next) return next;
    const text = componentOf(template, 'BODY')?.text ?? '';
    return HIDDEN_LINK.test(text) ? { status: 'REJECTED', reason: 'SCAM' } : { status: 'APPROVED' };
  }

  function submitted(account: Account, { id }: Template): void {
    later(options.reviewMs, () => {
      const template = now(account, id);
      if (template?.status !== 'PENDING') return;
      const { status, reason } = verdictOn(template);
      tellStatus(account, template, status, reason);
    });
  }

  function pause(account: Account, template: Template): Template {
    const pauses = (template.kept?.pauses ?? 0) + 1;
    const counted = { ...template, kept: { pauses, edits: template.kept?.edits ?? [] } };
    const step = PAUSES[pauses - 1];
    if (!step) return tellStatus(account, counted, 'DISABLED', undefined, 'DISABLED');
    const paused = tellStatus(account, counted, 'PAUSED', undefined, step.title);
    later(step.hours * options.pauseHourMs, () => {
      const template = now(account, paused.id);
      if (template?.status === 'PAUSED') tellStatus(account, template, 'APPROVED', undefined, 'UNPAUSE');
    });
    return paused;
  }

  return {
    submitted,
    pause,
    tellStatus,
    order: (verdict) => void ordered.push(verdict),
    tellCategory(account, template, category) {
      const changed = { ...template, category };
      book.set(account, changed);
      webhooks.enqueue(account, templateCategoryChange(changed, template.category));
      return changed;
    },
    tellQuality(account, template, score) {
      const changed = { ...template, quality_score: { score, date: Math.floor(options.clock.now().getTime() / 1000) } };
      book.set(account, changed);
      webhooks.enqueue(account, templateQualityChange(changed, template.quality_score?.score ?? 'UNKNOWN'));
      return changed;
    },
    resume(accounts) {
      for (const account of accounts)
        for (const template of book.of(account)) if (template.status === 'PENDING') submitted(account, template);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
