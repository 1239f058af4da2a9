/** The sandbox's page in a real browser: phones that answer, buttons that reach the bot, trouble that is ordered. */

import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import { Api } from 'grammy';
import type { Browser, Page } from 'playwright-core';
import { SANDBOX_TELEGRAM } from '../../sandbox/credentials.ts';
import { launchChromium } from '../support/chromium.ts';
import { eventually, startSandboxWorld, templateMessage, type SandboxWorld } from '../support/sandbox.ts';

describe('the page with the phones', function () {
  this.timeout(120_000);
  let world: SandboxWorld;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let api: Api;

  before(async () => {
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    world = await startSandboxWorld({ booking: { clients: 20, seed: 5 }, adminUrl: 'http://127.0.0.1:3000/' });
    api = new Api(SANDBOX_TELEGRAM.moderationBotToken, { apiRoot: `${world.url}/telegram` });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
    page = await context.newPage();
    problems = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(world.url);
  });
  afterEach(async () => {
    await page.context().close();
    await world.close();
    expect(problems).to.deep.equal([]);
  });

  const at = (id: string) => page.getByTestId(id);
  const postCard = async () =>
    api.sendMessage(SANDBOX_TELEGRAM.chatId, '<b>A card</b>\n<blockquote>Hello Olga…</blockquote>', {
      parse_mode: 'HTML',
      reply_markup: {
        inline_keyboard: [
          [
            { text: 'Approve', callback_data: 'a:1' },
            { text: 'Reject', callback_data: 'r:1' },
          ],
        ],
      },
    });

  it('says that it is a sandbox, and leads to the calendar and to the product', async () => {
    // The page asks for its state after it has loaded: each is waited for.
    await at('connection')
      .and(page.getByText('live', { exact: true }))
      .waitFor();
    await page.locator('[data-testid=link-calendar][href="/booking/calendar/"]').waitFor();
    await page.locator('[data-testid=link-admin][href="http://127.0.0.1:3000/"]').waitFor();
    expect(await at('sandbox-banner').innerText()).to.include('nothing here leaves this machine');
  });

  it('shows a message on its person’s phone with the ticks, and sends what is typed there back to the club', async () => {
    const client = [...(world.sandbox.booking?.contents.clients.values() ?? [])].find(({ phone }) => phone !== '');
    const phone = `+${(client?.phone ?? '').replaceAll(/\D/g, '')}`;
    await world.send(templateMessage({ to: phone, key: 'k' }));
    await at('person').click();
    const name = `${client?.name ?? ''} ${client?.surname ?? ''}`.trim();
    await at('wa-name')
      .and(page.getByText(name, { exact: true }))
      .waitFor();
    await page.locator('[data-testid=wa-outbound] [data-status=read]').waitFor();
    await at('accepted-count')
      .and(page.getByText('1', { exact: true }))
      .waitFor();

    await at('wa-text').fill('Ano, rád přijdu');
    await at('wa-text').press('Enter');
    await at('wa-inbound').getByText('Ano, rád přijdu').waitFor();
    await at('wa-button').click();
    await eventually(() => world.receiver.inbound().length === 2, 'both answers arrive');
    expect(world.receiver.inbound().map((one) => one.text?.body ?? one.button?.text)).to.deep.equal([
      'Ano, rád přijdu',
      'Už mi nepište',
    ]);
  });

  it('lets a number nobody knows write to the club', async () => {
    await at('new-number').click();
    await at('new-phone').fill('+420 777 999 888');
    await at('new-open').click();
    await at('wa-text').fill('Hello?');
    await at('wa-send').click();
    const inbound = await eventually(() => world.receiver.inbound()[0], 'the message arrives');
    expect(inbound.from).to.equal('420777999888');
  });

  it('presses a card’s button as the chosen moderator and shows the bot’s toast', async () => {
    await postCard();
    await page.getByText('Boris', { exact: true }).click();
    await at('tg-button').first().click();
    const [update] = await api.getUpdates({ timeout: 5 });
    expect(update?.callback_query?.from.first_name).to.equal('Boris');
    await api.answerCallbackQuery(update?.callback_query?.id ?? '', { text: 'Approved by Boris' });
    await page.getByText('Approved by Boris').waitFor();
  });

  it('opens the reply box for the moderator a prompt names, and for nobody else', async () => {
    const card = await postCard();
    const asks = `<a href="tg://user?id=${String(SANDBOX_TELEGRAM.moderators[0].id)}">Anna</a>, why not?`;
    const prompt = await api.sendMessage(SANDBOX_TELEGRAM.chatId, asks, {
      parse_mode: 'HTML',
      reply_parameters: { message_id: card.message_id },
      reply_markup: { force_reply: true, selective: true, input_field_placeholder: 'The reason' },
    });
    await page.getByPlaceholder('The reason').waitFor();
    await page.getByText('Boris', { exact: true }).click();
    await page.getByPlaceholder('The reason').waitFor({ state: 'detached' });
    await page.getByText('Anna', { exact: true }).first().click();
    await page.getByPlaceholder('The reason').fill('Too long');
    await at('tg-send').click();
    const [update] = await api.getUpdates({ timeout: 5 });
    expect(update?.message?.reply_to_message?.message_id).to.equal(prompt.message_id);
    expect(update?.message?.text).to.equal('Too long');
  });

  it('orders trouble and shows that it is on', async () => {
    await at('fault-whatsapp-code-130429').click();
    await at('active-faults').getByText('130429').waitFor();
    expect((await world.send(templateMessage())).body.error?.code).to.equal(130_429);
    await at('active-faults').getByText('130429').waitFor({ state: 'detached' });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no accessibility violation, ${colorScheme}, at the desk and on a phone`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await world.send(templateMessage());
      await postCard();
      await at('person').click();
      await at('wa-outbound').waitFor();
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        if (width === 390) await at('tab-telegram').click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).to.deep.equal([]);
        const isTooWide = await page.evaluate(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        expect(isTooWide).to.equal(false);
      }
    });
  }
});
