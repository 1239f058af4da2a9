import { expect } from 'chai';
import fc from 'fast-check';
import { type BatchItem, batchPages, renderBatch } from '../../../domain/moderation/batch.ts';
import { batchCounts } from '../../../domain/moderation/batch-outcomes.ts';
import { CALLBACK_LIMIT_BYTES } from '../../../domain/moderation/callback.ts';
import { checkedSnooze, expiresAt, SNOOZES, snoozedUntil } from '../../../domain/moderation/snooze.ts';
import { translationProblems, translationTarget } from '../../../domain/moderation/translation.ts';
import { wordsIn } from '../../../domain/moderation/words.ts';

const VANCOUVER = 'America/Vancouver';
const until = (snooze: (typeof SNOOZES)[number], now: string, zone = VANCOUVER): string | undefined =>
  snoozedUntil(snooze, new Date(now), zone)?.toISOString();

describe('putting a message off', () => {
  it('is for an hour, until six in the evening, or until ten the next morning on the company’s clock', () => {
    const noon = '2026-11-20T20:00:00Z';
    expect(until('hour', noon)).to.equal('2026-11-20T21:00:00.000Z');
    expect(until('evening', noon)).to.equal('2026-11-21T02:00:00.000Z');
    expect(until('tomorrow', noon)).to.equal('2026-11-21T18:00:00.000Z');
  });

  it('keeps the hour over a night in which the clocks change', () => {
    // Sunday, 1 November 2026: an hour twice. Sunday, 29 March 2026 in Prague: an hour missing.
    expect(until('tomorrow', '2026-10-31T20:00:00Z')).to.equal('2026-11-01T18:00:00.000Z');
    expect(until('tomorrow', '2026-03-28T12:00:00Z', 'Europe/Prague')).to.equal('2026-03-29T08:00:00.000Z');
  });

  it('offers no evening that has come or is less than half an hour away', () => {
    expect(until('evening', '2026-11-21T01:30:00Z')).to.equal('2026-11-21T02:00:00.000Z');
    expect(until('evening', '2026-11-21T01:31:00Z')).to.equal(undefined);
    expect(until('evening', '2026-11-21T05:00:00Z')).to.equal(undefined);
  });

  it('always ends an hour before the message expires, or is refused', () => {
    const since = Date.parse('2026-11-20T20:00:00Z');
    fc.assert(
      fc.property(
        fc.constantFrom(...SNOOZES),
        fc.integer({ min: 0, max: 80 * 60 }),
        fc.option(fc.integer({ min: 0, max: 100 * 60 })),
        fc.constantFrom(VANCOUVER, 'Europe/Prague', 'Asia/Kathmandu', 'UTC'),
        (snooze, minutes, goodMinutes, zone) => {
          const now = new Date(since + minutes * 60_000);
          const goodUntil = goodMinutes === null ? null : new Date(since + goodMinutes * 60_000);
          const message = { awaitingSince: new Date(since), goodUntil };
          const asked = checkedSnooze(snooze, message, now, zone);
          const last = expiresAt(message, now).getTime() - 3_600_000;
          if ('until' in asked) expect(asked.until.getTime()).to.be.greaterThan(now.getTime()).and.at.most(last);
          else if (asked.problem === 'expires_too_soon') expect(last).to.be.at.most(now.getTime());
          else expect(snooze).to.equal('evening');
        },
      ),
    );
  });
});

describe('a translation for those who decide', () => {
  const message = { language: 'ru', text: 'Ждём вас', companyLanguage: 'en', translationLanguage: null };

  it('is needed only where the message is in another language than they read', () => {
    expect(translationTarget(message)).to.equal('en');
    expect(translationTarget({ ...message, language: 'en_US' })).to.equal(null);
    expect(translationTarget({ ...message, companyLanguage: 'cs' })).to.equal('cs');
    // A language that the product does not speak: English.
    expect(translationTarget({ ...message, companyLanguage: 'fr' })).to.equal('en');
    expect(translationTarget({ ...message, translationLanguage: 'ru' })).to.equal(null);
    expect(translationTarget({ ...message, text: null })).to.equal(null);
  });

  const text = 'Здравствуйте, Ким! Скидка 15 % ждёт вас, свободно 26.11. в 17:30.';
  const problems = (said: string): string[] => translationProblems(text, said, { target: 'en', known: ['Ким'] });

  it('is shown when it is in their language and has the same numbers', () => {
    expect(problems('Hello Ким! A discount of 15 % is waiting for you, and 26.11. at 17:30 is free.')).to.deep.equal(
      [],
    );
  });

  it('is not shown when it promises something else, or nothing', () => {
    expect(problems('Hello Kim! A discount of 20 % is waiting for you, and 26.11. at 17:30 is free.')).to.include(
      'other_numbers',
    );
    expect(problems('Hello Kim! A discount is waiting for you, and some time is free in the evening.')).to.include(
      'other_numbers',
    );
    expect(problems(text)).to.include.members(['not_translated', 'wrong_language']);
    expect(problems('')).to.include('empty');
    expect(problems(`See https://evil.example, 15 % for you, 26.11. at 17:30 is free for the two of us.`)).to.include(
      'link',
    );
    expect(problems('A discount of 15 % is\u202E waiting for you, and 26.11. at 17:30 is free.')).to.include(
      'hidden_characters',
    );
    expect(
      problems(`A discount of 15 % for you, 26.11. at 17:30. ${'And we are so glad to see you. '.repeat(30)}`),
    ).to.include('too_long');
  });
});

describe('the list before all are approved', () => {
  const words = wordsIn('en');
  const key = '0123456789abcdef0123456789abcdef';
  const item = (position: number, over: Partial<BatchItem> = {}): BatchItem => ({
    position,
    messageId: position,
    version: 1,
    outcome: null,
    clientName: 'Kim',
    scenario: 'birthday',
    language: 'en',
    text: 'Happy birthday! '.repeat(20),
    translation: null,
    isAsShown: true,
    ...over,
  });
  const texts = (html: string): string[] => [...html.matchAll(/<b>(\d+)\./g)].map(([, number]) => number ?? '');

  it('has every text on one of its pages, none longer than Telegram takes', () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 5000 }), fc.constant('<'.repeat(4000)));
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: hostile, translation: fc.option(hostile) }), { minLength: 1, maxLength: 50 }),
        (all) => {
          const items = all.map((over, index) => item(index + 1, over));
          const pages = batchPages(items, words);
          expect(pages.flatMap(texts)).to.deep.equal(items.map(({ position }) => String(position)));
          for (const page of pages.keys()) {
            const { html, keyboard } = renderBatch({ key, items, page: page + 1 }, words);
            expect(html.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;/g, 'x').length).to.be.at.most(4096);
            for (const button of keyboard.flat())
              expect(Buffer.byteLength(button.data)).to.be.at.most(CALLBACK_LIMIT_BYTES);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes the yes on the last page alone', () => {
    const items = Array.from({ length: 20 }, (_, index) => item(index + 1));
    const pages = batchPages(items, words).length;
    expect(pages).to.be.greaterThan(1);
    const buttons = (page: number): string[] =>
      renderBatch({ key, items, page }, words)
        .keyboard.flat()
        .map(({ text }) => text);
    expect(buttons(1)).to.deep.equal(['›', 'Cancel']);
    expect(buttons(pages)).to.deep.equal(['‹', 'Approve these 20', 'Cancel']);
    // A page that is no longer there is the last one.
    expect(buttons(99)).to.deep.equal(buttons(pages));
  });

  it('leaves out what has changed, and says how it ended', () => {
    const items = [item(1), item(2, { isAsShown: false })];
    const { html, keyboard } = renderBatch({ key, items, page: 1 }, words);
    expect(html).to.include('left out');
    expect(keyboard.flat().map(({ text }) => text)).to.include('Approve this one');
    const counts = batchCounts([
      { outcome: 'approved' },
      { outcome: 'changed' },
      { outcome: 'changed' },
      { outcome: null },
    ]);
    expect(words.batch.result(counts, 'Anna')).to.equal('Anna: 1 approved, 2 changed meanwhile.');
  });
});
