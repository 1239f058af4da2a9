/** What the stand-in can say, in five languages: enough turns of phrase that a hundred drafts do not read like one. */

import type { Language } from './language.ts';

export interface Phrases {
  /** Why we write: the service (may be unknown) and the days since. */
  reason: readonly ((service: string, days: number) => string)[];
  reasonWithoutService: readonly ((days: number) => string)[];
  staff: readonly ((name: string) => string)[];
  slots: readonly ((list: string) => string)[];
  discount: readonly ((percent: number) => string)[];
  close: readonly string[];
  /** Short answers inside a dialogue. */
  answer: { slots: (list: string) => string; accepted: (slot: string) => string; thanks: string };
}

export const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    reason: [
      (service, days) =>
        `Your last visit for ${service} was ${String(days)} days ago, so it may be time for the next one.`,
      (service, days) => `It has been ${String(days)} days since ${service}, and we would love to see you again.`,
      (service, days) => `${String(days)} days have passed since your last ${service}, and we kept you in mind.`,
      (service) => `You usually come for ${service} a little more often, so we thought of you.`,
    ],
    reasonWithoutService: [
      (days) => `It has been ${String(days)} days since your last visit, and we would love to see you again.`,
      (days) => `We have not seen you for ${String(days)} days and kept you in mind.`,
    ],
    staff: [(name) => `${name} would be glad to take care of you.`, (name) => `${name} would love to see you again.`],
    slots: [
      (list) => `These times are free: ${list}.`,
      (list) => `We could offer you ${list}.`,
      (list) => `Would one of these suit you: ${list}?`,
    ],
    discount: [
      (percent) => `There is a ${String(percent)}% discount waiting for you.`,
      (percent) => `You get ${String(percent)}% off this time.`,
    ],
    close: ['We look forward to you.', 'Tell us what suits you.', ''],
    answer: {
      slots: (list) => `Thank you for writing back! These times are free: ${list}. Which one suits you?`,
      accepted: (slot) => `Great, ${slot} it is. See you then!`,
      thanks: 'Thank you for your answer! Tell us what suits you and we will arrange it.',
    },
  },
  ru: {
    reason: [
      (service, days) =>
        `С вашего последнего визита («${service}») прошло ${String(days)} дн., возможно, пора повторить.`,
      (service, days) => `Прошло уже ${String(days)} дн. после «${service}», будем рады видеть вас снова.`,
      (service) => `Обычно вы приходите на «${service}» чуть чаще, вот и вспомнили о вас.`,
    ],
    reasonWithoutService: [
      (days) => `С вашего последнего визита прошло ${String(days)} дн., будем рады видеть вас снова.`,
      (days) => `Не видели вас ${String(days)} дн. и решили напомнить о себе.`,
    ],
    staff: [(name) => `Вас с удовольствием примет ${name}.`, (name) => `${name} будет ждать вас.`],
    slots: [
      (list) => `Есть свободное время: ${list}.`,
      (list) => `Можем предложить: ${list}.`,
      (list) => `Подойдёт ли вам что-то из этого: ${list}?`,
    ],
    discount: [
      (percent) => `Для вас скидка ${String(percent)}%.`,
      (percent) => `В этот раз для вас скидка ${String(percent)}%.`,
    ],
    close: ['Будем вас ждать.', 'Напишите, как вам удобно.', ''],
    answer: {
      slots: (list) => `Спасибо, что ответили! Свободно: ${list}. Что вам удобнее?`,
      accepted: (slot) => `Отлично, ждём вас ${slot}!`,
      thanks: 'Спасибо за ответ! Напишите, как вам удобно, и мы всё устроим.',
    },
  },
  cs: {
    reason: [
      (service, days) => `Od vaší poslední návštěvy (${service}) uplynulo ${String(days)} dní, možná je čas na další.`,
      (service, days) => `Už je to ${String(days)} dní od služby ${service} a rádi vás zase uvidíme.`,
      (service) => `Na službu ${service} chodíte obvykle o něco častěji, tak jsme si na vás vzpomněli.`,
    ],
    reasonWithoutService: [
      (days) => `Od vaší poslední návštěvy uplynulo ${String(days)} dní a rádi vás zase uvidíme.`,
      (days) => `Neviděli jsme vás ${String(days)} dní a vzpomněli jsme si na vás.`,
    ],
    staff: [(name) => `Bude se vám věnovat ${name}.`, (name) => `${name} se na vás těší.`],
    slots: [
      (list) => `Volné termíny: ${list}.`,
      (list) => `Můžeme nabídnout: ${list}.`,
      (list) => `Hodil by se vám některý z těchto termínů: ${list}?`,
    ],
    discount: [
      (percent) => `Máte u nás slevu ${String(percent)} %.`,
      (percent) => `Tentokrát pro vás máme slevu ${String(percent)} %.`,
    ],
    close: ['Těšíme se na vás.', 'Napište, co se vám hodí.', ''],
    answer: {
      slots: (list) => `Děkujeme za odpověď! Volné termíny: ${list}. Který se vám hodí?`,
      accepted: (slot) => `Výborně, těšíme se na vás ${slot}!`,
      thanks: 'Děkujeme za odpověď! Napište, co se vám hodí, a my to zařídíme.',
    },
  },
  uk: {
    reason: [
      (service, days) =>
        `Від вашого останнього візиту («${service}») минуло ${String(days)} дн., можливо, час повторити.`,
      (service, days) => `Минуло вже ${String(days)} дн. після «${service}», будемо раді бачити вас знову.`,
      (service) => `Зазвичай ви приходите на «${service}» трохи частіше, от і згадали про вас.`,
    ],
    reasonWithoutService: [
      (days) => `Від вашого останнього візиту минуло ${String(days)} дн., будемо раді бачити вас знову.`,
      (days) => `Не бачили вас ${String(days)} дн. і вирішили нагадати про себе.`,
    ],
    staff: [(name) => `Вас радо прийме ${name}.`, (name) => `${name} чекатиме на вас.`],
    slots: [
      (list) => `Є вільний час: ${list}.`,
      (list) => `Можемо запропонувати: ${list}.`,
      (list) => `Чи підійде вам щось із цього: ${list}?`,
    ],
    discount: [
      (percent) => `Для вас знижка ${String(percent)}%.`,
      (percent) => `Цього разу для вас знижка ${String(percent)}%.`,
    ],
    close: ['Чекаємо на вас.', 'Напишіть, як вам зручно.', ''],
    answer: {
      slots: (list) => `Дякуємо за відповідь! Вільно: ${list}. Що вам зручніше?`,
      accepted: (slot) => `Чудово, чекаємо на вас ${slot}!`,
      thanks: 'Дякуємо за відповідь! Напишіть, як вам зручно, і ми все влаштуємо.',
    },
  },
  bg: {
    reason: [
      (service, days) =>
        `От последното ви посещение („${service}“) минаха ${String(days)} дни, може би е време за следващото.`,
      (service, days) => `Минаха ${String(days)} дни след „${service}“ и ще се радваме да ви видим отново.`,
      (service) => `Обикновено идвате за „${service}“ малко по-често, затова се сетихме за вас.`,
    ],
    reasonWithoutService: [
      (days) => `От последното ви посещение минаха ${String(days)} дни и ще се радваме да ви видим отново.`,
      (days) => `Не сме ви виждали ${String(days)} дни и се сетихме за вас.`,
    ],
    staff: [(name) => `С удоволствие ще ви приеме ${name}.`, (name) => `${name} ще ви очаква.`],
    slots: [
      (list) => `Свободни часове: ${list}.`,
      (list) => `Можем да ви предложим: ${list}.`,
      (list) => `Подхожда ли ви някой от тези часове: ${list}?`,
    ],
    discount: [
      (percent) => `За вас има отстъпка ${String(percent)}%.`,
      (percent) => `Този път имате отстъпка ${String(percent)}%.`,
    ],
    close: ['Очакваме ви.', 'Пишете ни какво ви е удобно.', ''],
    answer: {
      slots: (list) => `Благодарим за отговора! Свободни часове: ${list}. Кой ви е удобен?`,
      accepted: (slot) => `Чудесно, очакваме ви ${slot}!`,
      thanks: 'Благодарим за отговора! Пишете ни какво ви е удобно и ние ще го уредим.',
    },
  },
};
