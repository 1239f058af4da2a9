import { expect } from 'chai';
import { addAlert } from '../../../db/repositories/delivery/account-changes.ts';
import { systemScope } from '../../../domain/access/scope.ts';
import { ALERT_KINDS, alertText } from '../../../domain/delivery/alert-words.ts';
import { SANDBOX_TELEGRAM } from '../../../sandbox/credentials.ts';
import { addClub } from '../../support/moderation.ts';
import { type BotWorld, createBotWorld, eventually } from '../../support/moderation-bot.ts';

describe('alerts in Telegram', function () {
  this.timeout(60_000);
  let world: BotWorld;
  beforeEach(async () => {
    world = await createBotWorld();
  });
  afterEach(() => world.end());

  const texts = (): string[] =>
    world.sandbox.telegram.messages().flatMap((message) => (message.from.is_bot && message.text ? [message.text] : []));
  const at = new Date('2026-03-03T11:00:00Z');
  const alert = (companyId: number, kind: string, details: Record<string, unknown>) =>
    addAlert(world.database, systemScope(companyId, 'guardAccount'), { kind, details, at });

  it('come once into the company’s chat, in its time, with what a person has to do', async () => {
    const { companyId } = world.club;
    await alert(companyId, 'account_paused', { reason: 'whatsapp_190', until: null });
    await alert(companyId, 'account_tier', { from: 2_000, to: 250 });
    world.startBot();
    await eventually('both alerts', () => texts().length >= 2);
    await eventually('both are marked', async () => {
      const open = await world.database('admin_alerts').whereNull('told_at');
      return open.length === 0;
    });
    expect(texts()[0]).to.include('Riverside').and.include('has expired (190)').and.include('until a person resumes');
    expect(texts()[1]).to.include('250 people in 24 hours').and.include('2000');
    expect(texts()).to.have.length(2);
  });

  it('of a company without a chat wait, and hold up nobody', async () => {
    const silent = await addClub(world.database, { name: 'Silent', language: 'ru', moderators: [] });
    await alert(silent.companyId, 'account_resumed', {});
    await alert(world.club.companyId, 'account_resumed', {});
    world.startBot();
    await eventually('the other alert', () => texts().some((text) => text.includes('Riverside')));
    const waiting = await eventually('the silent one was tried', () =>
      world
        .database('admin_alerts')
        .where({ company_id: silent.companyId })
        .where('attempts', '>', 0)
        .first<{ told_at: Date | null }>(),
    );
    expect(waiting.told_at).to.equal(null);
    await world.database('moderation_chats').insert({ company_id: silent.companyId, chat_id: SANDBOX_TELEGRAM.chatId });
    await world.database('admin_alerts').where({ company_id: silent.companyId }).update({ next_attempt_at: at });
    await eventually('it is told once there is a chat', () =>
      texts().some((text) => text.includes('снова отправляет')),
    );
  });

  it('have words for every kind in both languages, whatever is known', () => {
    for (const kind of ALERT_KINDS)
      for (const language of ['en', 'ru'] as const)
        for (const details of [
          {},
          { reason: 'by_person', until: '2026-03-03T11:00:00Z', code: '130497', score: 0.35 },
        ]) {
          const said = alertText(kind, details, language);
          expect(said, kind).to.match(/[.!]$/);
          expect(said).not.to.match(/undefined|null|NaN|account_/);
        }
  });
});
