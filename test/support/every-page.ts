/** Opens page after page as a person would, and says what is wrong with each: errors, too wide, or not for everybody. */

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Below the company's address. `{client}` and the like are filled in by the caller. */
export const PAGES = [
  '/today',
  '/approvals',
  '/campaigns',
  '/campaigns?show=skipped',
  '/campaigns/scenarios',
  '/campaigns/people',
  '/campaigns/runs',
  '/campaigns/decisions',
  '/reactivations/{reactivation}',
  '/clients',
  '/clients?metric=monthly_active',
  '/clients/{client}',
  '/insight',
  '/insight/metrics/monthly_active',
  '/insight/segments',
  '/insight/cohorts',
  '/insight/trial-funnel',
  '/insight/activity',
  '/insight/churned',
  '/insight/personal-training',
  '/conversations',
  '/messages',
  '/messages/{message}',
  '/outbox',
  '/settings',
  '/settings/company',
  '/settings/scenarios',
  '/settings/services',
  '/settings/templates',
  '/settings/spending',
  '/system',
  '/system/books',
  '/system/number',
  '/system/audit',
  '/no-such-page',
] as const;

/** What was wrong, page by page; empty when all is well. `url` is the company's: `http://…/c/1`. */
export async function troublesOf(page: Page, url: string, ids: Record<string, number>): Promise<string[]> {
  const troubles: string[] = [];
  let at = '';
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${at}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`${at}: ${error.message}`));
  for (const place of PAGES) {
    at = place;
    await page.goto(url + place.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(ids[name])));
    troubles.push(...(await troublesWith(page)).map((trouble) => `${place}: ${trouble}`));
  }
  return troubles;
}

async function troublesWith(page: Page): Promise<string[]> {
  await page.locator('main h1').first().waitFor();
  // Skeletons make way for what was asked for, or for the words that say what failed.
  await page.locator('main .animate-glow, main [aria-busy=true]').first().waitFor({ state: 'detached' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const isTooWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  return [
    ...((await page.locator('main [data-testid=problem]').count()) > 0 ? ['shows a failure'] : []),
    ...violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`),
    ...(isTooWide === true ? ['is too wide'] : []),
  ];
}
