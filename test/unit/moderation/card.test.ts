import { expect } from 'chai';
import fc from 'fast-check';
import { CALLBACK_LIMIT_BYTES } from '../../../domain/moderation/callback.ts';
import { cardState, renderCard, type CardFacts } from '../../../domain/moderation/card.ts';

const KEY = '0123456789abcdef0123456789abcdef';

const facts = (over: Partial<CardFacts> = {}): CardFacts => ({
  key: KEY,
  version: 1,
  status: 'awaiting_approval',
  decision: null,
  decidedBy: null,
  decidedVia: null,
  decidedAt: null,
  reason: null,
  awaitingSince: new Date('2026-11-20T20:00:00Z'),
  companyLanguage: 'en',
  timeZone: 'America/Vancouver',
  currency: 'CAD',
  clientName: 'Kim',
  scenario: 'service_reactivation',
  serviceTitle: 'Colour',
  attempt: 2,
  segment: 'at_risk',
  loyalty: null,
  reasons: [
    { code: 'due', service: 'colour', daysSince: 74, interval: 41, intervalSource: 'historical' },
    { code: 'loyalty', loyalty: 'Gold' },
    { code: 'spend', spendMinor: 284_000 },
  ],
  text: 'Hi Kim! It has been a while.',
  language: 'en',
  translation: null,
  translationLanguage: null,
  snoozedUntil: null,
  snoozedBy: null,
  writtenBy: 'claude',
  instruction: null,
  answersTo: null,
  discountPercent: 15,
  slots: [{ startsAt: '2026-11-27T01:30:00Z', staffName: 'JJ' }],
  bookingSlot: null,
  ...over,
});

/** Reads the card as Telegram does: tags must nest, entities must be known; gives the text that is counted. */
function parsed(html: string): string {
  const open: string[] = [];
  let text = '';
  let rest = html;
  while (rest !== '') {
    const tag = /^<(\/?)(b|i|blockquote)>/.exec(rest);
    const entity = /^&(lt|gt|amp|quot);/.exec(rest);
    if (tag) {
      if (tag[1]) expect(open.pop()).to.equal(tag[2]);
      else open.push(tag[2] ?? '');
      rest = rest.slice(tag[0].length);
    } else if (entity) {
      text += 'x';
      rest = rest.slice(entity[0].length);
    } else {
      expect(rest[0]).not.to.be.oneOf(['<', '>', '&']);
      text += rest[0] ?? '';
      rest = rest.slice(1);
    }
  }
  expect(open).to.deep.equal([]);
  return text;
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6000 }),
  fc.stringMatching(/^[<>&"/bi \n\t]{0,300}$/),
  fc.constantFrom('</blockquote><b>x', '&amp', '\u202Egnp.exe', '😀'.repeat(3000), '\uD83D', ''),
);
const statuses = fc.constantFrom(
  'drafting',
  'awaiting_approval',
  'waiting',
  'queued',
  'sent',
  'failed',
  'unknown',
  'dead',
  'rejected',
  'expired',
  'skipped',
  'cancelled',
);

describe('moderation card', () => {
  it('says who, why, what and with which offer', () => {
    const { html } = renderCard(facts());
    for (const words of [
      '<b>Kim</b>',
      'Colour',
      'attempt 2',
      'Gold',
      '74 days ago, usually every 41',
      'CA$2,840.00',
      'Hi Kim!',
      'Discount 15 %',
      '26.11. 17:30 JJ',
      'Waiting for a decision',
    ])
      expect(html).to.include(words);
  });

  it('speaks Russian to a Russian-speaking club', () => {
    const { html, keyboard } = renderCard(facts({ companyLanguage: 'ru' }));
    expect(html).to.include('Ждёт решения');
    expect(keyboard.flat().map((button) => button.text)).to.deep.equal([
      'Одобрить',
      'Отклонить',
      'Изменить',
      'Переписать',
      '💤 1 час',
      '💤 Вечером',
      '💤 Завтра в 10:00',
      'Перевести',
    ]);
  });

  it('offers the four decisions and three times to put it off only while the message waits for one', () => {
    fc.assert(
      fc.property(statuses, fc.constantFrom('approved' as const, 'rejected' as const, null), (status, decision) => {
        const { keyboard } = renderCard(facts({ status, decision, decidedVia: 'api' }));
        const isWaiting = status === 'awaiting_approval' && decision !== 'approved';
        expect(keyboard.flat()).to.have.length(isWaiting ? 7 : 0);
      }),
    );
  });

  it('names who approved it and when, in the club’s time', () => {
    const decided = { status: 'queued', decision: 'approved' as const, decidedBy: 'Anna <3' };
    expect(renderCard(facts({ ...decided, decidedAt: new Date('2026-11-20T22:02:00Z') })).html).to.include(
      'Approved by Anna &lt;3 14:02',
    );
    expect(renderCard(facts({ ...decided, decidedAt: new Date('2026-11-21T22:02:00Z') })).html).to.include(
      'Anna &lt;3 21.11. 14:02',
    );
  });

  it('shows a message that left without approval as such', () => {
    expect(cardState({ status: 'sent', decision: null, snoozedUntil: null })).to.equal('automatic');
    expect(cardState({ status: 'read', decision: 'approved', snoozedUntil: null })).to.equal('approved');
  });

  it('asks why after a rejection in Telegram, until somebody has said it', () => {
    const rejected = { status: 'rejected', decision: 'rejected' as const, decidedBy: 'Boris', decidedVia: 'telegram' };
    expect(renderCard(facts({ ...rejected, reason: 'rejected' })).keyboard.flat()).to.have.length(5);
    const explained = renderCard(facts({ ...rejected, reason: 'too_long' }));
    expect(explained.keyboard).to.deep.equal([]);
    expect(explained.html).to.include('Too long');
  });

  it('is never broken by what people are called or write, and never too long for Telegram', () => {
    fc.assert(
      fc.property(
        fc.record({
          clientName: hostile,
          text: hostile,
          serviceTitle: hostile,
          segment: hostile,
          loyalty: hostile,
          scenario: hostile,
          decidedBy: hostile,
          reason: hostile,
          instruction: hostile,
          answersTo: hostile,
          language: hostile,
          translation: hostile,
          translationLanguage: hostile,
          snoozedUntil: fc.constantFrom(null, new Date('2026-11-21T18:00:00Z')),
          snoozedBy: hostile,
          status: statuses,
          companyLanguage: fc.constantFrom('en', 'ru', 'cs'),
          reasons: fc.array(fc.record({ code: hostile, note: hostile }), { maxLength: 20 }),
          slots: fc.array(
            fc.record({ startsAt: fc.oneof(hostile, fc.constant('2026-11-27T01:30:00Z')), staffName: hostile }),
            { maxLength: 9 },
          ),
        }),
        (over) => {
          const { html, keyboard } = renderCard(
            facts({ ...over, discountPercent: 20, bookingSlot: over.slots[0] ?? null }),
          );
          const text = parsed(html);
          expect(text.length).to.be.within(1, 4096);
          expect(text).not.to.match(/[\u202A-\u202E\u2066-\u2069]/);
          expect(html).not.to.match(/\p{Surrogate}/u);
          for (const button of keyboard.flat())
            expect(Buffer.byteLength(button.data)).to.be.within(1, CALLBACK_LIMIT_BYTES);
        },
      ),
      { numRuns: 300 },
    );
  });
});
