/** Confirmations that go at once and are never written by a model: after an opt-out, and to somebody who is away. */

import type { Language } from './templates.ts';

/** One sentence each; `until` is a date already written for the reader, or null when none was named. */
const OPTED_OUT: Record<Language, string> = {
  en: 'Understood: we will not write to you with offers again. If you change your mind, just send us a message.',
  ru: 'Поняли вас: больше не будем писать с предложениями. Если передумаете, просто напишите нам.',
  cs: 'Rozumíme: s nabídkami vám už psát nebudeme. Kdybyste si to rozmysleli, stačí nám napsat.',
  uk: 'Зрозуміли вас: більше не будемо писати з пропозиціями. Якщо передумаєте, просто напишіть нам.',
  bg: 'Разбрахме: повече няма да ви пишем с предложения. Ако размислите, просто ни пишете.',
};

const AWAY: Record<Language, (until: string | null) => string> = {
  en: (until) =>
    until
      ? `Thank you, we will not disturb you before ${until}. See you then!`
      : 'Thank you, we will not disturb you for now. See you later!',
  ru: (until) =>
    until ? `Спасибо, не побеспокоим вас до ${until}. До встречи!` : 'Спасибо, пока не будем беспокоить. До встречи!',
  cs: (until) =>
    until ? `Děkujeme, do ${until} vás nebudeme rušit. Těšíme se!` : 'Děkujeme, teď vás nebudeme rušit. Těšíme se!',
  uk: (until) =>
    until ? `Дякуємо, не турбуватимемо вас до ${until}. До зустрічі!` : 'Дякуємо, поки не турбуватимемо. До зустрічі!',
  bg: (until) =>
    until
      ? `Благодарим, няма да ви безпокоим до ${until}. До скоро!`
      : 'Благодарим, засега няма да ви безпокоим. До скоро!',
};

export const optedOutAnswer = (language: Language): string => OPTED_OUT[language];
export const awayAnswer = (language: Language, until: string | null): string => AWAY[language](until);
