/** Opens every page in headless Chromium (both themes, both widths), saves what it looks like, and asks axe about each. */

import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Page } from 'playwright-core';

const [base = 'http://127.0.0.1:5173', folder = '.reprise/looks', only = '', chromiumPath = '/usr/bin/chromium'] =
  process.argv.slice(2);
const PAGES: [name: string, path: string][] = [
  ['today', '/today'],
  ['approvals', '/approvals'],
  ['run', '/campaigns'],
  ['skipped', '/campaigns?show=skipped'],
  ['people', '/campaigns/people'],
  ['runs', '/campaigns/runs'],
  ['reactivation', '/reactivations/5'],
  ['clients', '/clients'],
  ['clients-metric', '/clients?metric=inactive_60'],
  ['clients-narrow', '/clients?segment=at_risk&trialStep=second_visit&dropped=true&asOf=2026-08-01'],
  ['client', '/clients/15'],
  ['client-talk', '/clients/22'],
  ['client-out', '/clients/41'],
  ['summary', '/insight'],
  ['summary-past', '/insight?asOf=2026-08-01'],
  ['metric', '/insight/metrics/monthly_active'],
  ['metric-money', '/insight/metrics/revenue_30d'],
  ['segments', '/insight/segments'],
  ['cohorts', '/insight/cohorts'],
  ['trial', '/insight/trial-funnel'],
  ['trial-empty', '/insight/trial-funnel?asOf=2010-01-01'],
  ['activity', '/insight/activity'],
  ['activity-days', '/insight/activity?by=day&series=revenueMinor'],
  ['churned', '/insight/churned'],
  ['churned-lost', '/insight/churned?group=segment_lost_clients'],
  ['training', '/insight/personal-training'],
  ['conversations', '/conversations'],
  ['conversation', '/conversations?conversation=2'],
  ['conversation-taken', '/conversations?conversation=3'],
  ['conversation-stranger', '/conversations?conversation=4'],
  ['conversation-left-alone', '/conversations?show=ignored'],
  ['opt-outs', '/settings/opt-outs'],
  ['messages', '/messages'],
  ['message', '/messages/11'],
  ['outbox', '/outbox'],
  ['decisions', '/campaigns/decisions'],
  ['spending', '/settings/spending'],
  ['settings', '/settings'],
  ['company', '/settings/company'],
  ['company-kept', '/c/2/settings/company'],
  ['occasions', '/settings/scenarios'],
  ['services', '/settings/services'],
  ['templates', '/settings/templates'],
  ['scenarios', '/campaigns/scenarios'],
  ['scenario-skipped', '/campaigns/scenarios?scenario=reactivation&show=skipped'],
  ['sync', '/system'],
  ['sync-first', '/c/2/system'],
  ['sync-refused', '/c/3/system'],
  ['sync-slow', '/c/4/system'],
  ['books', '/system/books'],
  ['number', '/system/number'],
  ['audit', '/system/audit'],
];
const LOOKS = [
  { theme: 'light', width: 1440, height: 900 },
  { theme: 'dark', width: 1440, height: 900 },
  { theme: 'light', width: 390, height: 844 },
  { theme: 'dark', width: 390, height: 844 },
] as const;

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: [
    '--no-sandbox',
    // Letters where the font wants them, as on a real screen.
    '--font-render-hinting=none',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let violations = 0;
const say = (words: string): void => void process.stdout.write(`${words}\n`);

async function look(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(350);
  await page.screenshot({ path: `${folder}/${name}.png` });
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  for (const one of found)
    say(
      `${name}: ${one.id} (${String(one.nodes.length)}) ${one.nodes[0]?.target.join(' ') ?? ''} ${one.nodes[0]?.failureSummary?.split('\n')[1] ?? ''}`,
    );
  violations += found.length;
}

for (const { theme, width, height } of LOOKS) {
  for (const language of width === 1440 && theme === 'light' ? ['en', 'ru'] : ['en']) {
    const context = await browser.newContext({
      viewport: { width, height },
      hasTouch: width < 500,
      isMobile: width < 500,
      deviceScaleFactor: width < 500 ? 2 : 1,
    });
    await context.addInitScript(
      `localStorage.setItem('reprise.theme', '${theme}'); localStorage.setItem('reprise.language', '${language}')`,
    );
    const page = await context.newPage();
    page.on(
      'console',
      (message) => message.type() === 'error' && !message.text().includes('401') && say(`console: ${message.text()}`),
    );
    page.on('pageerror', (error) => say(`page error: ${error.message}`));
    const tag = `${theme}-${String(width)}${language === 'ru' ? '-ru' : ''}`;
    await page.goto(`${base}/sign-in`);
    await page.getByTestId('sign-in-email').waitFor();
    if (only === '' || only.includes('sign-in')) await look(page, `sign-in-${tag}`);
    await page.getByTestId('sign-in-email').fill('owner@example.com');
    await page.getByTestId('sign-in-password').fill('a long enough password');
    await page.getByTestId('sign-in-submit').click();
    await page.waitForURL('**/today');
    for (const [name, path] of PAGES) {
      if (only !== '' && !only.split(',').includes(name)) continue;
      await page.goto(base + (path.startsWith('/c/') ? path : `/c/1${path}`));
      await page.locator('h1').first().waitFor();
      // The live connection never rests, so a page is ready once its skeletons are gone.
      await page
        .waitForFunction(() => document.querySelector('.animate-glow') === null, undefined, { timeout: 8000 })
        .catch(() => say(`${name}: still loading`));
      await look(page, `${name}-${tag}`);
    }
    await context.close();
  }
}
await browser.close();
say(`${String(violations)} violations`);
process.exitCode = violations === 0 ? 0 : 1;
