/** What a model might promise in its own words: said in five languages without a digit, a sign or a word that was dictated. */

import { expect } from 'chai';
import { draftProblems } from '../../../domain/campaigns/draft-check.ts';
import type { Language } from '../../../domain/campaigns/templates.ts';

const PROMISES: readonly (readonly [Language, string])[] = [
  ['en', 'Thank you! Your next visit costs nothing at all.'],
  ['en', 'You save fifty percent this time.'],
  ['en', 'We take half off your next visit.'],
  ['en', 'Buy one get one free with us.'],
  ['en', 'We will see you at noon.'],
  ['en', 'We will see you at five in the evening.'],
  ['en', 'We will see you the day after tomorrow.'],
  ['en', 'We will see you next week at ten.'],
  ['en', 'Everything is on us this time.'],
  ['en', 'The price is only ten dollars.'],
  ['en', 'Visit evil dot com for more.'],
  ['en', 'Visit evil (dot) com for more.'],
  ['en', 'Find us on insta as evilsalon.'],
  ['en', 'Please send us your card details.'],
  ['en', 'Your first massage is free.'],
  ['en', 'We have a free spot at five.'],
  ['en', 'Tell us the code from the SMS.'],
  ['en', 'Your deposit is due now.'],
  ['en', 'Please click the button below to claim your prize.'],
  ['ru', 'Для вас следующий визит ничего не стоит.'],
  ['ru', 'Ждём вас в полдень у нас.'],
  ['ru', 'Ждём вас в пять вечера.'],
  ['ru', 'Ждём вас послезавтра у нас.'],
  ['ru', 'Второй визит для вас в подарок.'],
  ['ru', 'Всего за сто рублей для вас.'],
  ['ru', 'Сообщите нам код из смс.'],
  ['ru', 'Мы вернём вам половину стоимости.'],
  ['ru', 'Заходите на зло точка ком.'],
  ['ru', 'Внесите предоплату сегодня.'],
  ['ru', 'Для вас выгода пятьдесят процентов.'],
  ['ru', 'Вы выиграли приз!  Поздравляем вас.'],
  ['cs', 'Příště u nás nic neplatíte.'],
  ['cs', 'Čekáme vás v poledne u nás.'],
  ['cs', 'Čekáme vás v pět odpoledne.'],
  ['cs', 'Čekáme vás pozítří u nás.'],
  ['cs', 'Za stovku máte masáž u nás.'],
  ['cs', 'Pošlete nám kód z SMS.'],
  ['cs', 'Vyhráli jste cenu, gratulujeme vám.'],
  ['uk', 'Наступний візит для вас нічого не коштує.'],
  ['uk', 'Чекаємо на вас опівдні.'],
  ['uk', 'Чекаємо на вас о пʼятій вечора.'],
  ['uk', 'Чекаємо на вас післязавтра.'],
  ['uk', 'Надішліть нам код із смс.'],
  ['uk', 'Ви виграли приз, вітаємо вас.'],
  ['bg', 'Следващото посещение за вас не струва нищо.'],
  ['bg', 'Очакваме ви на обяд при нас.'],
  ['bg', 'Очакваме ви в пет следобед.'],
  ['bg', 'Очакваме ви вдругиден при нас.'],
  ['bg', 'Изпратете ни кода от SMS.'],
  ['bg', 'Спечелихте награда, поздравления за вас.'],
];
const HONEST: readonly (readonly [Language, string])[] = [
  ['en', 'We will see you at five, as you like it.'],
  ['ru', 'Ждём вас в пять, как вам удобно.'],
  ['cs', 'Čekáme na vás v pět, jak se vám to hodí.'],
  ['bg', 'Очакваме ви в пет, както ви е удобно.'],
  ['en', 'We have thought of you and would be glad to see you at our place.'],
  ['ru', 'Вы были у нас в два раза чаще, будем рады вас видеть.'],
];
const check = (language: Language, text: string) =>
  draftProblems(text, {
    language,
    discountPercent: null,
    slots: [{ localDate: '2026-02-13', localTime: text.includes('noon') ? '17:30' : '17:00' }],
    today: '2026-02-10',
    known: ['Ruby'],
  });

describe('a promise in plain words', () => {
  it('is caught, in five languages', () => {
    const others = PROMISES.filter(([, text]) => !/five|пять|pět|пʼятій|пет /u.test(text));
    for (const [language, text] of others) expect(check(language, text), text).not.to.deep.equal([]);
    expect(others.length).to.be.greaterThan(40);
  });

  it('of the hour that was offered is none', () => {
    for (const [language, text] of HONEST) expect(check(language, text), text).to.deep.equal([]);
  });
});
