import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal as dates } from 'temporal-polyfill';
import { type SendResult, verdictOf } from '../../../domain/delivery/answers.ts';
import { capsAllow } from '../../../domain/delivery/caps.ts';
import { limitsFor, warmUpAt } from '../../../domain/delivery/limits.ts';
import { OPT_OUT_WORDS, readsAsOptOut } from '../../../domain/delivery/opt-out.ts';
import { asVariable, buildRequest, fillTemplate, variableProblem } from '../../../domain/delivery/request.ts';
import { MAX_TRIES, retryDelayMs } from '../../../domain/delivery/retry.ts';
import { daysBetween, isOpen, localDate, nextOpening, type SendingWindow } from '../../../domain/delivery/window.ts';

const WINDOW: SendingWindow = { timeZone: 'Europe/Prague', hours: { start: 10, end: 19 }, days: [1, 2, 3, 4, 5] };
const at = (text: string): Date => new Date(text);

describe('limits of a WhatsApp number', () => {
  it('warms up at 30 days and is hot after 90', () => {
    expect([0, 29, 30, 90, 91].map(warmUpAt)).to.deep.equal(['cold', 'cold', 'warm', 'warm', 'hot']);
  });
  it('gives 20/5/2, 100/20/5 and 500/100/10, and manual figures instead of all three', () => {
    const auto = (ageDays: number) => limitsFor({ ageDays, manual: null, spamScore: 0 });
    expect([auto(1), auto(60), auto(200)]).to.deep.equal([
      { daily: 20, hourly: 5, concurrent: 2 },
      { daily: 100, hourly: 20, concurrent: 5 },
      { daily: 500, hourly: 100, concurrent: 10 },
    ]);
    const manual = { daily: 7, hourly: 3, concurrent: 1 };
    expect(limitsFor({ ageDays: 200, manual, spamScore: 0 })).to.deep.equal(manual);
  });
  it('halves above a spam score of 0.3 and sends nothing above 0.6', () => {
    const of = (spamScore: number) => limitsFor({ ageDays: 60, manual: null, spamScore });
    expect(of(0.3)).to.include({ daily: 100, hourly: 20 });
    expect(of(0.31)).to.deep.equal({ daily: 50, hourly: 10, concurrent: 2 });
    expect(of(0.61)).to.include({ daily: 0, hourly: 0 });
  });
});

describe('the sending window', () => {
  it('opens at ten and closes before seven in the evening, company time', () => {
    expect(isOpen(WINDOW, at('2026-03-03T09:00:00Z'))).to.equal(true);
    expect(isOpen(WINDOW, at('2026-03-03T17:59:59Z'))).to.equal(true);
    expect(nextOpening(WINDOW, at('2026-03-03T18:00:00Z'))).to.deep.equal(at('2026-03-04T09:00:00Z'));
    expect(nextOpening(WINDOW, at('2026-03-06T18:00:00Z'))).to.deep.equal(at('2026-03-09T09:00:00Z'));
  });
  it('leaves weekdays out for answers and birthdays, but never the hours', () => {
    const sunday = at('2026-03-08T07:00:00Z');
    expect(nextOpening(WINDOW, sunday, { anyWeekday: true })).to.deep.equal(at('2026-03-08T09:00:00Z'));
  });
  it('keeps to ten by the clock on the days when clocks change', () => {
    const always = { ...WINDOW, days: [1, 2, 3, 4, 5, 6, 7] };
    expect(nextOpening(always, at('2026-03-28T20:00:00Z'))).to.deep.equal(at('2026-03-29T08:00:00Z'));
    expect(nextOpening(always, at('2026-10-24T20:00:00Z'))).to.deep.equal(at('2026-10-25T09:00:00Z'));
  });
  it('is the intersection with the account, and never opens when there is none', () => {
    expect(nextOpening({ ...WINDOW, accountHours: { start: 14, end: 24 } }, at('2026-03-03T09:00:00Z'))).to.deep.equal(
      at('2026-03-03T13:00:00Z'),
    );
    expect(nextOpening({ ...WINDOW, accountHours: { start: 20, end: 22 } }, at('2026-03-03T09:00:00Z'))).to.equal(null);
    expect(nextOpening({ ...WINDOW, accountDays: [6] }, at('2026-03-03T09:00:00Z'))).to.equal(null);
  });
  it('is open around the clock for a try-out club', () => {
    const window = { ...WINDOW, hours: { start: 0, end: 24 }, days: [1, 2, 3, 4, 5, 6, 7] };
    fc.assert(
      fc.property(
        fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z'), noInvalidDate: true }),
        (instant) => isOpen(window, instant),
      ),
    );
  });
  it('names an opening that is open, not before the asked instant, in every zone', () => {
    const zones = fc.constantFrom(
      'Europe/Prague',
      'America/Vancouver',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Africa/Cairo',
      'Asia/Beirut',
    );
    const hours = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
      .filter(([start, end]) => start < end);
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    const instants = fc.date({ min: at('2025-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, hours, days, instants, (timeZone, [start, end], days, instant) => {
        const window = { timeZone, hours: { start, end }, days };
        const opens = nextOpening(window, instant);
        if (opens === null) return false;
        const local = dates.Instant.fromEpochMilliseconds(opens.getTime()).toZonedDateTimeISO(timeZone);
        return opens >= instant && isOpen(window, opens) && days.includes(local.dayOfWeek);
      }),
      { numRuns: 400 },
    );
  });
  it('counts an account’s age in local days', () => {
    expect(daysBetween(at('2026-03-01T23:30:00Z'), at('2026-03-02T22:59:00Z'), 'Europe/Prague')).to.equal(0);
    expect(localDate(at('2026-03-01T23:30:00Z'), 'Europe/Prague').toString()).to.equal('2026-03-02');
  });
});

describe('caps across all campaigns', () => {
  it('lets one message pass in seven dates: D−6 counts, D−7 does not', () => {
    expect(capsAllow(['2026-03-04'], '2026-03-10')).to.deep.equal({
      allowed: false,
      reason: 'weekly_cap',
      until: '2026-03-11',
    });
    expect(capsAllow(['2026-03-03'], '2026-03-10')).to.deep.equal({ allowed: true });
  });
  it('lets four pass in thirty dates, and says when the fourth newest falls out', () => {
    const sent = ['2026-03-01', '2026-02-22', '2026-02-15', '2026-02-09'];
    expect(capsAllow(sent, '2026-03-10')).to.deep.equal({ allowed: false, reason: 'monthly_cap', until: '2026-03-11' });
    expect(capsAllow(sent, '2026-03-11')).to.deep.equal({ allowed: true });
  });
  it('never lets a second message into seven dates nor a fifth into thirty, whatever was sent before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 60 }), (offsets) => {
        const first = dates.PlainDate.from('2026-01-01');
        const sent: string[] = [];
        for (const offset of offsets.toSorted((a, b) => a - b)) {
          const day = first.add({ days: offset }).toString();
          if (capsAllow(sent, day).allowed) sent.push(day);
        }
        return sent.every((day) => {
          const back = (days: number): string => dates.PlainDate.from(day).subtract({ days }).toString();
          const within = (days: number): number =>
            sent.filter((other) => other <= day && other >= back(days - 1)).length;
          return within(7) <= 1 && within(30) <= 4;
        });
      }),
    );
  });
});

describe('trying again', () => {
  it('doubles from 30 s, spreads by a fifth, never waits over an hour and gives up after eight', () => {
    expect([1, 2, 3, 7].map((tries) => retryDelayMs(tries, 0.5))).to.deep.equal([30_000, 60_000, 120_000, 1_920_000]);
    expect(retryDelayMs(MAX_TRIES, 0.5)).to.equal(null);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MAX_TRIES - 1 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, random) => {
          const delay = retryDelayMs(tries, random);
          const planned = 30_000 * 2 ** (tries - 1);
          return (
            delay !== null &&
            delay <= 3_600_000 &&
            delay >= Math.min(3_600_000, planned * 0.8) - 1 &&
            delay <= planned * 1.2 + 1
          );
        },
      ),
    );
  });
});

describe('what an answer of WhatsApp means', () => {
  const refused = (code: number | null, httpStatus = 400): SendResult => ({ kind: 'refused', httpStatus, code });
  it('retries only what was certainly not accepted', () => {
    const retried: SendResult[] = [
      { kind: 'not_sent', why: 'dns' },
      { kind: 'not_sent', why: 'connect' },
      { kind: 'not_sent', why: 'tls' },
      ...[4, 80007, 130429, 131056, 131057].map((code) => refused(code)),
    ];
    expect(retried.map((result) => verdictOf(result).verdict)).to.deep.equal(retried.map(() => 'retry'));
  });
  it('never retries what may have been accepted', () => {
    const doubtful: SendResult[] = [
      { kind: 'lost', why: 'timeout' },
      { kind: 'lost', why: 'reset' },
      { kind: 'lost', why: 'unreadable' },
      refused(null, 500),
      refused(null, 503),
      ...[1, 2, 131000, 131016].map((code) => refused(code, 500)),
    ];
    expect(doubtful.map((result) => verdictOf(result).verdict)).to.deep.equal(doubtful.map(() => 'unknown'));
  });
  it('buries everything else, and never drops anything', () => {
    const known = new Set([4, 80007, 130429, 131056, 131057, 1, 2, 131000, 131016]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 140_000 }),
        fc.integer({ min: 400, max: 599 }),
        (code, status) => known.has(code) || verdictOf(refused(code, status)).verdict === 'dead',
      ),
    );
    expect(verdictOf(refused(null, 404))).to.include({ verdict: 'dead', code: 'http_404' });
  });
  it('pauses the number when the account is in trouble, and opts out on 131050', () => {
    expect(
      [190, 368, 131042, 131048, 200].map(
        (code) => (verdictOf(refused(code)) as { concernsAccount: boolean }).concernsAccount,
      ),
    ).to.deep.equal([true, true, true, true, true]);
    expect(verdictOf(refused(131026))).to.include({ concernsAccount: false, optsOut: false });
    expect(verdictOf(refused(131050))).to.include({ concernsAccount: false, optsOut: true });
  });
});

describe('opt-out words', () => {
  const words = fc.constantFrom(...Object.values(OPT_OUT_WORDS).flat());
  const wrapping = fc.constantFrom('', ' ', '!', '...', '  ', '🙏', '"', '\n', ' !!! ');
  it('count at once when they are all that was written, in any case and decoration', () => {
    fc.assert(
      fc.property(
        words,
        wrapping,
        wrapping,
        fc.boolean(),
        (word, before, behind, loud) =>
          readsAsOptOut(`${before}${loud ? word.toUpperCase() : word}${behind}`) === 'opts_out',
      ),
    );
  });
  it('are left to a person or the model inside a sentence', () => {
    expect(readsAsOptOut('I’ll stop by Friday')).to.equal('ambiguous');
    expect(readsAsOptOut('Стоп, а сколько это стоит?')).to.equal('ambiguous');
    fc.assert(fc.property(words, (word) => readsAsOptOut(`mluvili jsme: ${word}, dobře`) === 'ambiguous'));
  });
  it('are whole words only', () => {
    for (const text of ['Unstoppable!', 'Автостоп', 'Zastopoval jsem auto', 'Yes please', '', '👍'])
      expect(readsAsOptOut(text), text).to.equal('no');
  });
});

describe('a request to WhatsApp', () => {
  it('fills the variables of a template and carries our key', () => {
    const built = buildRequest('+420777111222', 'key', {
      kind: 'template',
      template: 'reprise_birthday',
      language: 'cs',
      variables: ['Olga', 'Přijďte!'],
    });
    expect(built).to.deep.equal({
      request: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '+420777111222',
        biz_opaque_callback_data: 'key',
        type: 'template',
        template: {
          name: 'reprise_birthday',
          language: { code: 'cs' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Olga' },
                { type: 'text', text: 'Přijďte!' },
              ],
            },
          ],
        },
      },
    });
  });
  it('refuses variables that WhatsApp would refuse', () => {
    expect(['a\nb', 'a\tb', 'a    b', '  '].map(variableProblem)).to.deep.equal([
      'line_break',
      'tab',
      'four_spaces',
      'empty',
    ]);
    expect(
      buildRequest('+420777111222', 'key', { kind: 'template', template: 't', language: 'cs', variables: ['a\nb'] }),
    ).to.deep.equal({ problem: 'bad_variable' });
    fc.assert(
      fc.property(fc.string(), (text) => asVariable(text) === '' || variableProblem(asVariable(text)) === null),
    );
  });
  it('refuses a text that is empty or too long', () => {
    expect(buildRequest('+420777111222', 'key', { kind: 'text', text: ' ' })).to.deep.equal({ problem: 'empty_text' });
    expect(buildRequest('+420777111222', 'key', { kind: 'text', text: 'x'.repeat(4_097) })).to.deep.equal({
      problem: 'text_too_long',
    });
  });
  it('shows a template as the client reads it', () => {
    expect(fillTemplate('Hi {{1}}! {{2}} Bye, {{1}}.', ['Olga', 'Come $& back.'])).to.equal(
      'Hi Olga! Come $& back. Bye, Olga.',
    );
  });
});
