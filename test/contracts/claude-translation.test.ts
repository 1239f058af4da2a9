/** Asking Claude for a message in the moderators' language, against its stand-in: what is shown, and what is not. */

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { createTranslateActivities, type TranslatedText, type TranslationFacts } from '../../activities/moderation.ts';
import { LANGUAGES, type Language, TEMPLATES } from '../../domain/campaigns/templates.ts';
import { Unavailable } from '../../domain/errors.ts';
import { translationProblems } from '../../domain/moderation/translation.ts';
import { type Ask, createClaude } from '../../integrations/claude/ask.ts';
import { translateMessage } from '../../integrations/claude/translate.ts';
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { SANDBOX_CLAUDE } from '../../sandbox/credentials.ts';

const bodyIn = (language: Language): string =>
  TEMPLATES.find((one) => one.scenario === 'service_reactivation' && one.language === language)?.body ?? '';
const TEXT = bodyIn('ru')
  .replace('{{1}}', 'Ким')
  .replace('{{2}}', 'Не видели вас 74 дн. и решили напомнить о себе. Для вас скидка 15%.');

describe('asking Claude for a translation', () => {
  let sandbox: Sandbox;
  let ask: Ask;
  before(async () => {
    sandbox = createSandbox({ dataDir: null, pace: 'immediate' });
    const baseUrl = `${await sandbox.listen(0)}/claude`;
    ask = createClaude({ apiKey: SANDBOX_CLAUDE.apiKey, baseUrl, model: 'claude-haiku-4-5', timeoutMs: 5_000 });
  });
  after(() => sandbox.close());
  afterEach(() => sandbox.faults.clear());

  const facts: TranslationFacts = {
    status: 'awaiting_approval',
    version: 3,
    language: 'ru',
    text: TEXT,
    companyLanguage: 'en',
    translationLanguage: null,
    translationVersion: null,
    known: ['Ким'],
    isBudgetUsedUp: false,
  };

  /** Runs the activity as its attempt `attempt`, and gives what it kept. */
  async function translated(over: Partial<TranslationFacts> = {}, attempt = 1): Promise<TranslatedText[]> {
    const kept: TranslatedText[] = [];
    const activities = createTranslateActivities({
      translations: {
        facts: async () => ({ ...facts, ...over }),
        keep: async (_scope, _messageId, made) => void kept.push(made),
      },
      translate: (_companyId, asked) => translateMessage(ask, asked),
    });
    await new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') }).run(() =>
      activities.translateMessage({ companyId: 1, messageId: 7, at: '2026-11-20T20:00:00Z' }),
    );
    return kept;
  }

  it('says in every language what the message says, with its numbers', async () => {
    for (const to of LANGUAGES.filter((language) => language !== 'ru')) {
      const answer = await translateMessage(ask, { text: TEXT, from: 'ru', to });
      if (answer.outcome === 'unusable') throw new Error(answer.reason);
      expect(translationProblems(TEXT, answer.value, { target: to, known: ['Ким'] }), to).to.deep.equal([]);
      expect(answer.usage.inputTokens).to.be.greaterThan(0);
    }
  });

  it('is kept for the version it was made of, with its tokens', async () => {
    const [made] = await translated();
    expect(made).to.deep.include({ version: 3, language: 'en', problem: null });
    expect(made?.translation)
      .to.match(/^Hello Ким/)
      .and.include('74 days')
      .and.include('15%');
    expect(made?.outputTokens).to.be.greaterThan(0);
  });

  it('is not shown when the model refuses, keeps to no shape, or changes nothing', async () => {
    for (const kind of ['refusal', 'wrong_shape', 'cut_off']) {
      sandbox.faults.add({ system: 'claude', kind, count: 1 });
      const [made] = await translated();
      expect(made?.translation, kind).to.equal(null);
      expect(made?.problem, kind).to.be.a('string');
    }
    // No phrase of the stand-in's: it comes back as it went.
    const [same] = await translated({ text: 'Совсем другие слова, которых он не знает.' });
    expect(same).to.deep.include({ translation: null, problem: 'not_translated' });
  });

  it('is tried once more when the model is away, and then given up without keeping anybody waiting', async () => {
    sandbox.faults.add({ system: 'claude', kind: 'overloaded', count: 2 });
    const first = await translated().catch((error: unknown) => error);
    expect(first).to.be.instanceOf(Unavailable);
    const [second] = await translated({}, 2);
    expect(second).to.deep.include({ translation: null, problem: 'model_away', inputTokens: 0 });
  });

  it('costs nothing where none is needed, was tried already, or no money is left', async () => {
    const before = sandbox.claude.calls().length;
    expect(await translated({ language: 'en' })).to.deep.equal([]);
    expect(await translated({ translationVersion: 3 })).to.deep.equal([]);
    expect(await translated({ status: 'queued' })).to.deep.equal([]);
    expect((await translated({ isBudgetUsedUp: true }))[0]).to.deep.include({ problem: 'budget' });
    expect(sandbox.claude.calls()).to.have.length(before);
  });
});
