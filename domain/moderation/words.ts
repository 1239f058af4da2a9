/** Everything the moderation bot says, in English and Russian. */

import type { BatchCounts } from './batch-outcomes.ts';
import type { QuickReason } from './callback.ts';
import type { EditProblem } from './edit.ts';
import type { Snooze } from './snooze.ts';

export type BotLanguage = 'en' | 'ru';

/** Moderators read the company's language where the bot speaks it, else English. */
export const botLanguage = (language: string): BotLanguage => (language === 'ru' ? 'ru' : 'en');

/** A word for a code that came from outside: `valueOf` and its like are nobody's words. */
export const wordFor = <T>(words: Readonly<Record<string, T>>, code: string): T | undefined =>
  Object.hasOwn(words, code) ? words[code] : undefined;

/** Russian has three plural forms: 1 сообщение, 2 сообщения, 5 сообщений. */
function counted(count: number, one: string, few: string, many: string): string {
  const form = new Intl.PluralRules('ru').select(count);
  return `${String(count)} ${form === 'one' ? one : form === 'few' ? few : many}`;
}

const messagesEn = (count: number): string => `${String(count)} message${count === 1 ? '' : 's'}`;
const messagesRu = (count: number): string => counted(count, 'сообщение', 'сообщения', 'сообщений');

export interface Words {
  scenario: Readonly<Record<string, string>>;
  attempt(attempt: number): string;
  loyalty: Readonly<Record<string, string>>;
  segment: Readonly<Record<string, string>>;
  why: string;
  textLabel(language: string | null): string;
  translation(language: string): string;
  translate: string;
  snooze: Readonly<Record<Snooze, string>>;
  wake: string;
  snoozeProblem: Readonly<Record<string, string>>;
  backBelow: string;
  slots: string;
  discount(percent: number): string;
  bookAndConfirm(slot: string): string;
  writtenByPerson: string;
  writtenByFallback: string;
  instruction: string;
  theyWrote: string;
  cutHere: string;
  approve: string;
  reject: string;
  edit: string;
  rewrite: string;
  rewriteNow: string;
  otherReason: string;
  quickReason: Readonly<Record<QuickReason, string>>;
  whyRejected: string;
  state: {
    waiting: string;
    snoozed(by: string, until: string): string;
    drafting: string;
    approved(by: string, when: string): string;
    rejected(by: string, when: string): string;
    expired: string;
    cancelled: string;
    skipped: string;
    dead: string;
    automatic: string;
  };
  reason(code: string): string;
  digest(waiting: number, held: number): string;
  next(count: number): string;
  allShown: string;
  approveAll: string;
  batch: {
    title(count: number): string;
    page(page: number, of: number): string;
    leftOut: string;
    confirm(count: number): string;
    cancel: string;
    nothing: string;
    over: string;
    begun: string;
    notDone: string;
    cancelled(by: string): string;
    progress(done: number, of: number, by: string): string;
    result(counts: BatchCounts, by: string): string;
  };
  remind(count: number, hours: number): string;
  escalate(club: string, count: number, hours: number): string;
  duplicate: string;
  toast: {
    approved: string;
    rejected: string;
    edited: string;
    rewriting: string;
    denied: string;
    unknownButton: string;
    notReady: string;
    changed: string;
    notAnswered: string;
    alreadyOver: string;
    tooLate(decision: 'approved' | 'rejected' | 'expired', by: string | null): string;
    snoozed: string;
    woken: string;
    translating: string;
    reasonKept: string;
    reasonNotYours: string;
    askedBelow: string;
    moreComing: string;
  };
  ask: {
    editTemplate(who: string): string;
    editText(who: string): string;
    rewrite(who: string): string;
    reason(who: string): string;
    now: string;
    placeholder: string;
  };
  editProblem: Readonly<Record<EditProblem, string>>;
}

const EN: Words = {
  scenario: {
    birthday: 'Birthday',
    milestone: 'Milestone',
    pt_dropout: 'Personal training dropout',
    last_chance: 'Last chance',
    reactivation: 'Reactivation',
    service_reactivation: 'Service reactivation',
    answer: 'Answer in a conversation',
    conversation: 'Answer in a conversation',
  },
  attempt: (attempt) => `attempt ${String(attempt)}`,
  loyalty: { vip: 'VIP', gold: 'Gold', silver: 'Silver', bronze: 'Bronze', new: 'New' },
  segment: {
    pt_cancellations: 'PT dropped',
    vip_members: 'VIP',
    trial_dropoffs: 'Trial drop-off',
    lost_clients: 'Lost',
    nearly_lost: 'Nearly lost',
    going_silent: 'Going silent',
    at_risk: 'At risk',
    regular_members: 'Regular',
  },
  why: 'Why',
  textLabel: (language) => (language ? `Message (${language})` : 'Message'),
  translation: (language) => `Translation (${language})`,
  translate: 'Translate',
  snooze: { hour: '💤 1 h', evening: '💤 This evening', tomorrow: '💤 Tomorrow 10:00' },
  wake: 'Bring it back',
  snoozeProblem: {
    snooze_evening_has_come: 'This evening has come already. Choose another time.',
    snooze_expires_too_soon: 'It expires within the hour: decide now.',
  },
  backBelow: 'It is back: see the newest card of this message.',
  slots: 'Offered times',
  discount: (percent) => `Discount ${String(percent)} %`,
  bookAndConfirm: (slot) => `Approving books ${slot} and confirms it.`,
  writtenByPerson: 'edited by a person',
  writtenByFallback: 'ready-made text',
  instruction: 'Asked for',
  theyWrote: 'They wrote',
  cutHere: 'The whole text is in the admin panel.',
  approve: 'Approve',
  reject: 'Reject',
  edit: 'Edit',
  rewrite: 'Rewrite',
  rewriteNow: 'Just write another one',
  otherReason: 'Other reason…',
  quickReason: {
    wrong_tone: 'Wrong tone',
    wrong_facts: 'Wrong facts',
    too_long: 'Too long',
    wrong_person: 'Not this person',
  },
  whyRejected: 'Why? One tap helps the next draft.',
  state: {
    waiting: 'Waiting for a decision',
    snoozed: (by, until) => `Put off by ${by} until ${until}`,
    drafting: 'Being rewritten',
    approved: (by, when) => `Approved by ${by} ${when}`.trim(),
    rejected: (by, when) => `Rejected by ${by} ${when}`.trim(),
    expired: 'Expired: nobody decided in time',
    cancelled: 'Cancelled',
    skipped: 'Not sent',
    dead: 'Approved, but could not be sent',
    automatic: 'Goes out without approval',
  },
  reason: (code) => wordFor(REASONS_EN, code) ?? code.replaceAll('_', ' '),
  digest: (waiting, held) => `${messagesEn(waiting)} wait for a decision; ${String(held)} of them are not shown yet.`,
  next: (count) => `Show the next ${String(count)}`,
  allShown: 'All waiting messages are shown.',
  approveAll: 'Approve all…',
  batch: {
    title: (count) => `Approve ${messagesEn(count)}?`,
    page: (page, of) => `Page ${String(page)} of ${String(of)}. The yes is on the last page.`,
    leftOut: 'Changed or decided meanwhile: left out.',
    confirm: (count) => `Approve ${count === 1 ? 'this one' : `these ${String(count)}`}`,
    cancel: 'Cancel',
    nothing: 'Nothing waits for a decision.',
    over: 'Somebody has already answered here.',
    begun: 'Approving…',
    notDone: 'Nothing was approved.',
    cancelled: (by) => `${by} cancelled: nothing was approved.`,
    progress: (done, of, by) => `Approving for ${by}: ${String(done)} of ${String(of)}…`,
    result: ({ approved, changed, decided, failed }, by) =>
      `${by}: ${[
        `${String(approved)} approved`,
        ...(changed > 0 ? [`${String(changed)} changed meanwhile`] : []),
        ...(decided > 0 ? [`${String(decided)} already decided`] : []),
        ...(failed > 0 ? [`${String(failed)} not done`] : []),
      ].join(', ')}.`,
  },
  remind: (count, hours) =>
    `${messagesEn(count)} ${count === 1 ? 'has' : 'have'} been waiting for more than ${String(hours)} hours.`,
  escalate: (club, count, hours) =>
    `${club}: ${messagesEn(count)} ${count === 1 ? 'has' : 'have'} been waiting for a decision for more than ${String(hours)} hours. After 72 hours they expire.`,
  duplicate: 'This card was posted twice; the other one counts.',
  toast: {
    approved: 'Approved',
    rejected: 'Rejected',
    edited: 'Changed. Approve it when it reads right.',
    rewriting: 'Being rewritten',
    denied: 'You are not a moderator here.',
    unknownButton: 'This button is no longer valid.',
    notReady: 'It is being written just now. Try again in a moment.',
    changed: 'The text has changed meanwhile. Look again, then decide.',
    notAnswered: 'The system does not answer. If the card has not changed in a minute, press again.',
    alreadyOver: 'Too late: this message no longer waits.',
    tooLate: (decision, by) =>
      decision === 'expired' ? 'Already expired' : `Already ${decision} by ${by ?? 'somebody else'}`,
    snoozed: 'Put off. It comes back by itself.',
    woken: 'It is back.',
    translating: 'Being translated. It appears on the card.',
    reasonKept: 'Reason kept. Thank you.',
    reasonNotYours: 'Only the person who rejected it can say why.',
    askedBelow: 'See the question below.',
    moreComing: 'Coming…',
  },
  ask: {
    editTemplate: (who) =>
      `${who}, reply with the new personal part, in one line. The fixed words of the template stay.`,
    editText: (who) => `${who}, reply with the new text.`,
    rewrite: (who) => `${who}, reply with what should be different, or press the button.`,
    reason: (who) => `${who}, reply with the reason for the rejection.`,
    now: 'Now',
    placeholder: 'Your reply',
  },
  editProblem: {
    empty: 'An empty text cannot be sent.',
    too_long: 'That is too long. Shorten it and reply again.',
    not_one_line: 'It must be one line. Reply again without line breaks.',
    wrong_number_of_variables: 'The template has another number of variables.',
    template_missing: 'The template of this message is no longer there.',
  },
};

const RU: Words = {
  scenario: {
    birthday: 'День рождения',
    milestone: 'Юбилейный визит',
    pt_dropout: 'Ушёл с персональных',
    last_chance: 'Последний шанс',
    reactivation: 'Возвращение',
    service_reactivation: 'Возвращение на услугу',
    answer: 'Ответ в диалоге',
    conversation: 'Ответ в диалоге',
  },
  attempt: (attempt) => `попытка ${String(attempt)}`,
  loyalty: { vip: 'VIP', gold: 'Золото', silver: 'Серебро', bronze: 'Бронза', new: 'Новый' },
  segment: {
    pt_cancellations: 'Бросили ПТ',
    vip_members: 'VIP',
    trial_dropoffs: 'Ушли после пробы',
    lost_clients: 'Потеряны',
    nearly_lost: 'Почти потеряны',
    going_silent: 'Затихают',
    at_risk: 'Под угрозой',
    regular_members: 'Постоянные',
  },
  why: 'Почему',
  textLabel: (language) => (language ? `Сообщение (${language})` : 'Сообщение'),
  translation: (language) => `Перевод (${language})`,
  translate: 'Перевести',
  snooze: { hour: '💤 1 час', evening: '💤 Вечером', tomorrow: '💤 Завтра в 10:00' },
  wake: 'Вернуть',
  snoozeProblem: {
    snooze_evening_has_come: 'Вечер уже наступил. Выберите другое время.',
    snooze_expires_too_soon: 'Истечёт в течение часа: решите сейчас.',
  },
  backBelow: 'Сообщение вернулось: смотрите его новую карточку.',
  slots: 'Предложенное время',
  discount: (percent) => `Скидка ${String(percent)} %`,
  bookAndConfirm: (slot) => `После одобрения запишем на ${slot} и подтвердим.`,
  writtenByPerson: 'изменено человеком',
  writtenByFallback: 'готовый текст',
  instruction: 'Пожелание',
  theyWrote: 'Клиент написал',
  cutHere: 'Весь текст в панели управления.',
  approve: 'Одобрить',
  reject: 'Отклонить',
  edit: 'Изменить',
  rewrite: 'Переписать',
  rewriteNow: 'Просто напиши другой',
  otherReason: 'Другая причина…',
  quickReason: {
    wrong_tone: 'Не тот тон',
    wrong_facts: 'Неверные факты',
    too_long: 'Слишком длинно',
    wrong_person: 'Не этому человеку',
  },
  whyRejected: 'Почему? Одно нажатие поможет следующему черновику.',
  state: {
    waiting: 'Ждёт решения',
    snoozed: (by, until) => `Отложено до ${until}: ${by}`,
    drafting: 'Переписывается',
    approved: (by, when) => `Одобрено: ${by} ${when}`.trim(),
    rejected: (by, when) => `Отклонено: ${by} ${when}`.trim(),
    expired: 'Истекло: никто не решил вовремя',
    cancelled: 'Отменено',
    skipped: 'Не отправлено',
    dead: 'Одобрено, но отправить не удалось',
    automatic: 'Уходит без одобрения',
  },
  reason: (code) => wordFor(REASONS_RU, code) ?? code.replaceAll('_', ' '),
  digest: (waiting, held) => `Ждут решения: ${messagesRu(waiting)}; ещё не показано: ${String(held)}.`,
  next: (count) => `Показать следующие ${String(count)}`,
  allShown: 'Все ожидающие сообщения показаны.',
  approveAll: 'Одобрить все…',
  batch: {
    title: (count) => `Одобрить ${messagesRu(count)}?`,
    page: (page, of) => `Страница ${String(page)} из ${String(of)}. Подтверждение на последней странице.`,
    leftOut: 'Тем временем изменено или решено: пропускается.',
    confirm: (count) => `Одобрить ${count === 1 ? 'это' : `эти ${String(count)}`}`,
    cancel: 'Отмена',
    nothing: 'Ничто не ждёт решения.',
    over: 'Здесь уже кто-то ответил.',
    begun: 'Одобряются…',
    notDone: 'Ничего не одобрено.',
    cancelled: (by) => `Отменено, ничего не одобрено: ${by}.`,
    progress: (done, of, by) => `Одобряются (${by}): ${String(done)} из ${String(of)}…`,
    result: ({ approved, changed, decided, failed }, by) =>
      `${by}: ${[
        `одобрено ${String(approved)}`,
        ...(changed > 0 ? [`тем временем изменено ${String(changed)}`] : []),
        ...(decided > 0 ? [`уже решено ${String(decided)}`] : []),
        ...(failed > 0 ? [`не выполнено ${String(failed)}`] : []),
      ].join(', ')}.`,
  },
  remind: (count, hours) => `Больше ${String(hours)} часов ждут решения: ${messagesRu(count)}.`,
  escalate: (club, count, hours) =>
    `${club}: больше ${String(hours)} часов ждут решения ${messagesRu(count)}. Через 72 часа они истекут.`,
  duplicate: 'Эта карточка отправлена дважды; действует другая.',
  toast: {
    approved: 'Одобрено',
    rejected: 'Отклонено',
    edited: 'Изменено. Одобрите, когда текст будет верным.',
    rewriting: 'Переписывается',
    denied: 'Вы здесь не модератор.',
    unknownButton: 'Эта кнопка больше не действует.',
    notReady: 'Текст как раз пишется. Попробуйте чуть позже.',
    changed: 'Текст тем временем изменился. Посмотрите ещё раз и решите.',
    notAnswered: 'Система не отвечает. Если карточка за минуту не изменится, нажмите ещё раз.',
    alreadyOver: 'Поздно: это сообщение уже не ждёт.',
    tooLate: (decision, by) =>
      decision === 'expired'
        ? 'Уже истекло'
        : `Уже ${decision === 'approved' ? 'одобрено' : 'отклонено'}: ${by ?? 'другой модератор'}`,
    snoozed: 'Отложено. Вернётся само.',
    woken: 'Снова здесь.',
    translating: 'Переводится. Появится на карточке.',
    reasonKept: 'Причина записана. Спасибо.',
    reasonNotYours: 'Причину может назвать только тот, кто отклонил.',
    askedBelow: 'Вопрос ниже.',
    moreComing: 'Сейчас покажу…',
  },
  ask: {
    editTemplate: (who) => `${who}, ответьте новым личным текстом в одну строку. Постоянные слова шаблона останутся.`,
    editText: (who) => `${who}, ответьте новым текстом.`,
    rewrite: (who) => `${who}, ответьте, что изменить, или нажмите кнопку.`,
    reason: (who) => `${who}, ответьте, почему сообщение отклонено.`,
    now: 'Сейчас',
    placeholder: 'Ваш ответ',
  },
  editProblem: {
    empty: 'Пустой текст отправить нельзя.',
    too_long: 'Слишком длинно. Сократите и ответьте ещё раз.',
    not_one_line: 'Нужна одна строка. Ответьте ещё раз без переносов.',
    wrong_number_of_variables: 'В шаблоне другое число переменных.',
    template_missing: 'Шаблона этого сообщения больше нет.',
  },
};

const REASONS_EN: Readonly<Record<string, string>> = {
  opted_out: 'the client opted out',
  booked: 'the client booked meanwhile',
  campaign_ended: 'the campaign ended',
  no_template: 'no approved template in a language of theirs',
  no_valid_phone: 'no valid phone',
  good_until: 'its time has passed',
  not_decided: 'nobody decided in time',
};

const REASONS_RU: Readonly<Record<string, string>> = {
  opted_out: 'клиент отказался от сообщений',
  booked: 'клиент уже записался',
  campaign_ended: 'кампания закончилась',
  no_template: 'нет одобренного шаблона на подходящем языке',
  no_valid_phone: 'нет верного номера',
  good_until: 'время вышло',
  not_decided: 'никто не решил вовремя',
};

export const wordsIn = (language: BotLanguage): Words => (language === 'ru' ? RU : EN);
