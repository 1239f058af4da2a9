/** What tests and the page may do with templates: order a review's end, pause, flag, or put one into another category. */

import type { Router } from 'express';
import type { Account } from './state.ts';
import type { TemplateReview } from './template-review.ts';
import type { TemplateBook } from './template-book.ts';
import type { Template } from './templates.ts';

interface Asked {
  name?: string;
  language?: string;
  status?: string;
  reason?: string;
  category?: Template['category'];
  quality?: string;
  /** The next step of the ladder: three hours, six hours, for good. */
  pause?: boolean;
  /** Changed in Meta's own pages: other parts, at once. */
  components?: Template['components'];
  parameterFormat?: Template['parameter_format'];
}

export function addTemplateControl(
  router: Router,
  { accounts, book, review }: { accounts: () => readonly Account[]; book: TemplateBook; review: TemplateReview },
): void {
  router.post('/templates', (request, response) => {
    const asked = request.body as Asked;
    const touched = accounts().flatMap((account) =>
      book
        .of(account)
        .filter((one) => one.name === asked.name && (asked.language === undefined || one.language === asked.language))
        .map((template) => ({ account, template })),
    );
    for (const { account, template } of touched) change(account, template, asked);
    response.status(touched.length === 0 ? 404 : 200).json({ changed: touched.length });
  });

  router.post('/templates/review', (request, response) => {
    const { status, reason } = request.body as { status?: string; reason?: string };
    if (status !== 'APPROVED' && status !== 'REJECTED') {
      response.status(400).json({ error: 'status must be APPROVED or REJECTED' });
      return;
    }
    review.order({ status, ...(reason === undefined ? {} : { reason }) });
    response.json({ ordered: status });
  });

  function change(account: Account, before: Template, asked: Asked): void {
    let template = before;
    const { components, parameterFormat } = asked;
    if (components) {
      template = { ...template, components, parameter_format: parameterFormat ?? template.parameter_format };
      book.set(account, template);
    }
    if (asked.category) template = review.tellCategory(account, template, asked.category);
    if (asked.quality) template = review.tellQuality(account, template, asked.quality);
    if (asked.pause === true) template = review.pause(account, template);
    const saysStatus =
      asked.status ?? (asked.category || asked.quality || asked.pause || components ? null : 'APPROVED');
    if (saysStatus !== null) review.tellStatus(account, template, saysStatus, asked.reason);
  }
}
