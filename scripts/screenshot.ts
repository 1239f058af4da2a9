/** `npm run screenshot -- URL EMAIL PASSWORD`: renews the README's pictures from a running product. */

import { launchChromium } from '../test/support/chromium.ts';

const [url, email, password] = process.argv.slice(2);
if (!url || !email || !password) {
  console.error('npm run screenshot -- URL EMAIL PASSWORD');
  process.exit(1);
}

const PICTURES = [
  { path: '/today', file: 'docs/screenshot.png', ready: 'needs-you' },
  { path: '/insight', file: 'docs/insight.png', ready: 'everybody' },
  { path: '/approvals', file: 'docs/approvals.png', ready: 'approval-list' },
];

const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
await page.goto(url);
await page.locator('[data-testid="sign-in-email"]').fill(email);
await page.locator('[data-testid="sign-in-password"]').fill(password);
await page.locator('[data-testid="sign-in-submit"]').click();
await page.locator('[data-testid="needs-you"]').waitFor();
const company = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
for (const { path, file, ready } of PICTURES) {
  await page.goto(`${url}${company}${path}`);
  await page.locator(`[data-testid="${ready}"]`).first().waitFor();
  // Numbers and lists arrive a moment after their frames.
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: file });
  console.log(file);
}
await browser.close();
