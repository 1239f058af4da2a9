/** What the model wrote is checked: honest drafts pass in five languages, every invention is caught. */

import { expect } from 'chai';
import fc from 'fast-check';
import { draftProblems, type DraftAllowed, type DraftProblem } from '../../../domain/campaigns/draft-check.ts';
import {
  fallbackAnswer,
  fallbackPart,
  firstNameOf,
  oneLine,
  slotLabel,
} from '../../../domain/campaigns/draft-words.ts';
import { readsAs } from '../../../domain/campaigns/language.ts';
import { type Language, LANGUAGES } from '../../../domain/campaigns/templates.ts';
import { variableProblem } from '../../../domain/delivery/request.ts';
import { PHRASES } from '../../../sandbox/claude/phrases.ts';

const SLOTS = [
  { localDate: '2026-11-24', localTime: '17:00' },
  { localDate: '2026-11-25', localTime: '09:30' },
  { localDate: '2026-12-01', localTime: '18:15' },
];
const allowed = (language: Language, some: Partial<DraftAllowed> = {}): DraftAllowed => ({
  language,
  discountPercent: 15,
  slots: SLOTS,
  today: '2026-11-20',
  known: ['Haircut & Beard', 'Мария Иванова', 'Marie', 'Studio 54'],
  ...some,
});
const problems = (text: string, language: Language = 'en', some: Partial<DraftAllowed> = {}): DraftProblem[] =>
  draftProblems(text, allowed(language, some));

const language = fc.constantFrom(...LANGUAGES);
const day = fc
  .integer({ min: 0, max: 400 })
  .map((offset) => new Date(Date.UTC(2026, 10, 21) + offset * 86_400_000).toISOString().slice(0, 10));
const slot = fc.record({
  localDate: day,
  localTime: fc
    .record({ hour: fc.integer({ min: 7, max: 21 }), half: fc.boolean() })
    .map(({ hour, half }) => `${String(hour).padStart(2, '0')}:${half ? '30' : '00'}`),
});

describe('a draft', () => {
  it('made only of given facts passes, in every language', () => {
    const facts = fc.record({
      language,
      slots: fc.array(slot, { maxLength: 3 }),
      days: fc.integer({ min: 8, max: 540 }),
      percent: fc.constantFrom(null, 5, 10, 20),
      pick: fc.nat(),
    });
    fc.assert(
      fc.property(facts, ({ language, slots, days, percent, pick }) => {
        const say = PHRASES[language];
        const of = <Item>(items: readonly Item[]): Item => items[pick % items.length] as Item;
        const labels = slots.map((one) => slotLabel(one, language));
        const text = oneLine(
          [
            of(say.reason)('Haircut & Beard', days),
            of(say.staff)('Marie'),
            slots.length > 0 ? of(say.slots)(labels.join(', ')) : '',
            percent === null ? '' : of(say.discount)(percent),
            of(say.close),
          ].join(' '),
        );
        expect(problems(text, language, { slots, discountPercent: percent }), text).to.deep.equal([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is caught when it invents anything, in every language', () => {
    const inventions: readonly (readonly [Language, string, DraftProblem])[] = [
      ['en', 'You get 20% off this time', 'invented_discount'],
      ['en', 'You get twenty percent off this time', 'invented_discount'],
      ['en', 'Everything is half-price for you', 'invented_discount'],
      ['ru', 'Для вас скидка 50 процентов', 'invented_discount'],
      ['ru', 'Для вас скидка 15% и ещё 5%', 'invented_discount'],
      ['cs', 'Máte u nás slevu 30 procent', 'invented_discount'],
      ['uk', 'Для вас знижка 25 відсотків', 'invented_discount'],
      ['bg', 'За вас има отстъпка 40％', 'invented_discount'],
      ['en', 'It costs only 20 dollars now', 'invented_price'],
      ['en', 'It costs only £20 now', 'invented_price'],
      ['ru', 'Всего за 1 500 руб для вас', 'invented_price'],
      ['cs', 'Jenom za 499 Kč pro vás', 'invented_price'],
      ['uk', 'Усього за 300 грн для вас', 'invented_price'],
      ['bg', 'Само за 30 лв за вас', 'invented_price'],
      ['en', 'A free gift is waiting for you', 'invented_gift'],
      ['ru', 'Вас ждёт подарок от нас', 'invented_gift'],
      ['cs', 'Masáž dostanete zdarma od nás', 'invented_gift'],
      ['uk', 'Масаж для вас безкоштовно', 'invented_gift'],
      ['bg', 'Имаме подарък за вас', 'invented_gift'],
      ['en', 'We have a place for you at 16:00', 'invented_time'],
      ['en', 'We have a place for you at 4 pm', 'invented_time'],
      ['en', 'We have a place for you at 4.', 'invented_time'],
      ['ru', 'Ждём вас в 16:00 у нас', 'invented_time'],
      ['ru', 'Ждём вас в 16 часов у нас', 'invented_time'],
      ['cs', 'Čekáme na vás v 16 hodin u nás', 'invented_time'],
      ['uk', 'Чекаємо на вас о 16 годині', 'invented_time'],
      ['bg', 'Очакваме ви в 16 часа при нас', 'invented_time'],
      ['en', 'We have a place for you on Thursday', 'invented_date'],
      ['en', 'We have a place for you on 26 November', 'invented_date'],
      ['en', 'We have a place for you on November 26', 'invented_date'],
      ['en', 'We have a place for you tomorrow', 'invented_date'],
      ['ru', 'Ждём вас в пятницу у нас', 'invented_date'],
      ['ru', 'Ждём вас 27.11 у нас', 'invented_date'],
      ['cs', 'Čekáme na vás 26. listopadu', 'invented_date'],
      ['cs', 'Čekáme na vás zítra u nás', 'invented_date'],
      ['uk', 'Чекаємо на вас у четвер', 'invented_date'],
      ['bg', 'Очакваме ви в неделя при нас', 'invented_date'],
      ['en', 'Book with us at www.evil.example today', 'link'],
      ['en', 'Book with us at bit.ly/abc please', 'link'],
      ['ru', 'Запишитесь на сайте salon.рф у нас', 'link'],
      ['en', 'Write to us at me@evil.example please', 'email'],
      ['en', 'Call us on +420 777 123 456 please', 'phone'],
      ['en', 'Call us on 8 (900) 123-45-67 please', 'phone'],
      ['en', 'We miss you\u200B and would love to see you', 'hidden_characters'],
      ['en', 'We miss you \u202Egnp.exe and you', 'hidden_characters'],
      ['en', 'We miss you \u{E0041}\u{E0042} and you', 'hidden_characters'],
      ['en', 'We give you ٥٠ reasons to come to us', 'hidden_characters'],
      ['ru', 'Ждём вас в сaлоне, будем рады', 'mixed_scripts'],
      ['en', 'Hello {{1}}, we miss you here', 'placeholder'],
      ['en', 'Hello [name], we miss you here', 'placeholder'],
      ['en', 'We miss you.\nCome to see us', 'not_one_line'],
      ['en', 'We miss you.    Come to see us', 'not_one_line'],
      ['ru', 'We would love to see you again soon', 'wrong_language'],
      ['en', 'Будем рады видеть вас снова у нас', 'wrong_language'],
      ['en', 'Rádi vás zase uvidíme u nás ve studiu', 'wrong_language'],
      ['ru', 'Будемо раді бачити вас знову в нас', 'wrong_language'],
      ['bg', 'Будем рады видеть вас снова у нас', 'wrong_language'],
      ['uk', 'Ще се радваме да ви видим отново', 'wrong_language'],
    ];
    for (const [language, text, problem] of inventions) expect(problems(text, language), text).to.include(problem);
  });

  it('may name no discount at all where there is none', () => {
    const words: readonly (readonly [Language, string])[] = [
      ['en', 'We have a discount for you this time'],
      ['ru', 'У нас для вас скидка в этот раз'],
      ['ru', 'У нас для вас акция в этот раз'],
      ['cs', 'Tentokrát pro vás máme slevu u nás'],
      ['uk', 'Цього разу для вас знижка від нас'],
      ['bg', 'Този път за вас има отстъпка от нас'],
    ];
    for (const [language, text] of words) {
      expect(problems(text, language, { discountPercent: null }), text).to.include('invented_discount');
      expect(problems(text, language), text).to.deep.equal([]);
    }
  });

  it('is not suspected for words that only look like inventions', () => {
    const honest: readonly (readonly [Language, string])[] = [
      ['en', 'We may have missed you, and these times are free for you'],
      ['ru', 'Прошло уже три недели, и это нормальная реакция среди наших гостей'],
      ['ru', 'Напишите нам на этой неделе, будем рады вас видеть'],
      ['cs', 'Jsme tu pro vás a rádi slyšíme, že se vám u nás líbí'],
      ['uk', 'Минуло вже кілька тижнів, і ми раді бачити вас серед гостей'],
      ['bg', 'Свободните часове са за вас и ще се радваме да ви видим'],
      ['en', 'Studio 54 would love to see you at 17:00 on Tuesday'],
      ['en', 'Would 5 pm on Tuesday 24 November suit you?'],
      ['ru', 'Ждём вас во вторник 24.11 в 17:00, если вам удобно'],
    ];
    for (const [language, text] of honest) expect(problems(text, language), text).to.deep.equal([]);
  });

  it('may carry names and titles of the business as they are', () => {
    const title = 'Colour 50% shorter — 20 €';
    expect(problems(`You usually come for ${title} a little more often`, 'en', { known: [title] })).to.deep.equal([]);
  });

  it('gets an answer for any text whatsoever', () => {
    fc.assert(
      fc.property(language, fc.string({ unit: 'grapheme', maxLength: 700 }), (language, text) => {
        expect(problems(text, language)).to.be.an('array');
      }),
    );
  });
});

describe('the words of the product itself', () => {
  it('pass their own checks and WhatsApp’s, whatever the facts', () => {
    const facts = fc.record({
      language,
      slots: fc.array(slot, { maxLength: 5 }),
      daysSince: fc.option(fc.integer({ min: 1, max: 540 })),
      discountPercent: fc.constantFrom(null, 10, 15, 20),
      serviceTitle: fc.option(fc.constantFrom('Haircut', 'Стрижка', 'Stříhání vlasů', 'Масаж\n 60 min  ', 'Балаяж')),
    });
    fc.assert(
      fc.property(facts, ({ language, slots, daysSince, discountPercent, serviceTitle }) => {
        const slotLabels = slots.map((one) => slotLabel(one, language));
        const known = serviceTitle === null ? [] : [oneLine(serviceTitle)];
        const part = fallbackPart({ language, serviceTitle, daysSince, discountPercent, slotLabels });
        expect(problems(part, language, { slots, discountPercent, known }), part).to.deep.equal([]);
        expect(variableProblem(part)).to.equal(null);
        for (const confirmedLabel of [null, slotLabels[0] ?? null]) {
          const answer = fallbackAnswer({
            language,
            slotLabels: confirmedLabel === null ? slotLabels : [],
            confirmedLabel,
          });
          expect(problems(answer, language, { slots, discountPercent: null }), answer).to.deep.equal([]);
        }
      }),
    );
  });

  it('name a free time so that people recognise it', () => {
    const label = (language: Language): string => slotLabel(SLOTS[0] ?? { localDate: '', localTime: '' }, language);
    expect(LANGUAGES.map(label)).to.deep.equal([
      'Tuesday 24 November at 17:00',
      'вторник 24 ноября в 17:00',
      'úterý 24. listopadu v 17:00',
      'вівторок 24 листопада о 17:00',
      'вторник 24 ноември в 17:00',
    ]);
  });

  it('greet by a name that is nothing but a name', () => {
    expect(['Anna Maria', '  Ольга ', "O'Neil", 'Jean-Luc', 'Žofie'].map(firstNameOf)).to.deep.equal([
      'Anna',
      'Ольга',
      "O'Neil",
      'Jean-Luc',
      'Žofie',
    ]);
    expect(
      ['', '   ', 'www.evil.example', 'FREE50', '{{2}}', '+420777', 'x'.repeat(31)].map(firstNameOf),
    ).to.deep.equal(Array(7).fill(null));
  });
});

describe('a language', () => {
  it('is recognised in everything the phrases say, and told from the other four', () => {
    for (const language of LANGUAGES) {
      const say = PHRASES[language];
      const whole = [say.reasonWithoutService[0]?.(30), say.close[0], say.answer.thanks].join(' ');
      for (const other of LANGUAGES) expect(readsAs(whole, other), `${whole} as ${other}`).to.equal(other === language);
    }
  });
});
