/** What the bot says when a number is in trouble, in English and Russian. Plain text: whoever sends it escapes it. */

import { TEMPLATE_ALERTS_EN, TEMPLATE_ALERTS_RU } from './template-alert-words.ts';

type Details = Record<string, unknown>;
type Say = (details: Details) => string;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const share = (value: unknown): string => (typeof value === 'number' ? `${String(Math.round(value * 100))} %` : '');

const REASONS_EN: Record<string, string> = {
  spam_score: 'the spam score is above 60 %',
  restricted: 'WhatsApp has restricted the number',
  disabled: 'WhatsApp has disabled the account',
  whatsapp_0: 'the access token is not accepted (0)',
  whatsapp_190: 'the access token has expired (190)',
  whatsapp_368: 'WhatsApp has blocked the account for breaking its policies (368)',
  whatsapp_131031: 'WhatsApp has locked the account (131031)',
  whatsapp_131042: 'there is a problem with the payment method (131042)',
  whatsapp_131048: 'WhatsApp has limited the number because of spam (131048)',
};
const REASONS_RU: Record<string, string> = {
  spam_score: 'спам-оценка выше 60 %',
  restricted: 'WhatsApp ограничил номер',
  disabled: 'WhatsApp отключил аккаунт',
  whatsapp_0: 'ключ доступа не принят (0)',
  whatsapp_190: 'ключ доступа истёк (190)',
  whatsapp_368: 'WhatsApp заблокировал аккаунт за нарушение правил (368)',
  whatsapp_131031: 'WhatsApp заблокировал аккаунт (131031)',
  whatsapp_131042: 'проблема с оплатой (131042)',
  whatsapp_131048: 'WhatsApp ограничил номер из-за спама (131048)',
};
const reasonIn = (words: Record<string, string>, details: Details): string => {
  const reason = text(details['reason']);
  return Object.hasOwn(words, reason) ? (words[reason] ?? reason) : reason;
};

const EN: Record<string, Say> = {
  ...TEMPLATE_ALERTS_EN,
  account_paused: (d) =>
    d['until']
      ? `The WhatsApp number is paused until ${text(d['until'])}: ${reasonIn(REASONS_EN, d)}. It goes on by itself then.`
      : `The WhatsApp number is paused: ${reasonIn(REASONS_EN, d)}. Nothing is sent until a person resumes it on the page of the number.`,
  account_resumed: () => 'The WhatsApp number sends again: the end of the pause has come.',
  account_spam_score: (d) =>
    `The spam score is ${share(d['score'])} (${text(d['optOuts'])} opt-outs and ${text(d['errors'])} refusals of ${text(d['sent'])} sent). The limits are halved; above 60 % the number is paused.`,
  account_trouble: (d) =>
    `WhatsApp refuses messages of the number (${text(d['code'])}). The others go on; somebody should look.`,
  account_errors: (d) =>
    `${text(d['failed'])} of ${text(d['tried'])} messages of the last hour failed with ${text(d['code'])}. Somebody should look.`,
  account_quality: (d) => `WhatsApp says about the number: ${text(d['event'])}.`,
  account_tier: (d) =>
    `WhatsApp lets the number write to ${text(d['to'])} people in 24 hours now; it was ${text(d['from'])}.`,
  account_violation: (d) => `WhatsApp has noted a violation of its policies: ${text(d['violation']) || 'no details'}.`,
  account_restricted: () => 'WhatsApp has restricted the account; messages still go out.',
  account_disabled: (d) =>
    d['state'] === 'REINSTATE'
      ? 'WhatsApp has reinstated the account. A person resumes the number when all is well.'
      : `WhatsApp announces that the account will be disabled${d['on'] ? ` on ${text(d['on'])}` : ''}.`,
  budget_near: (d) =>
    `Over 80 % of the month’s cap for ${d['cap'] === 'ai' ? 'AI' : 'messages'} is spent. At 100 % drafts and messages wait for the next month.`,
  budget_used_up: (d) =>
    `The month’s cap for ${d['cap'] === 'ai' ? 'AI' : 'messages'} is used up. Drafts and messages wait until ${text(d['until'])}, or until an owner raises the cap.`,
};

const RU: Record<string, Say> = {
  ...TEMPLATE_ALERTS_RU,
  account_paused: (d) =>
    d['until']
      ? `Номер WhatsApp на паузе до ${text(d['until'])}: ${reasonIn(REASONS_RU, d)}. Потом он продолжит сам.`
      : `Номер WhatsApp на паузе: ${reasonIn(REASONS_RU, d)}. Ничего не отправляется, пока человек не продолжит на странице номера.`,
  account_resumed: () => 'Номер WhatsApp снова отправляет: срок паузы вышел.',
  account_spam_score: (d) =>
    `Спам-оценка ${share(d['score'])} (отписок ${text(d['optOuts'])}, отказов ${text(d['errors'])}, отправлено ${text(d['sent'])}). Пределы уменьшены вдвое; выше 60 % номер встаёт на паузу.`,
  account_trouble: (d) =>
    `WhatsApp отклоняет сообщения номера (${text(d['code'])}). Остальные идут; кому-то стоит взглянуть.`,
  account_errors: (d) =>
    `За последний час ${text(d['failed'])} из ${text(d['tried'])} сообщений не прошли с кодом ${text(d['code'])}. Кому-то стоит взглянуть.`,
  account_quality: (d) => `WhatsApp сообщает о номере: ${text(d['event'])}.`,
  account_tier: (d) => `WhatsApp теперь разрешает писать ${text(d['to'])} людям за 24 часа; было ${text(d['from'])}.`,
  account_violation: (d) => `WhatsApp отметил нарушение правил: ${text(d['violation']) || 'без подробностей'}.`,
  account_restricted: () => 'WhatsApp ограничил аккаунт; сообщения пока уходят.',
  account_disabled: (d) =>
    d['state'] === 'REINSTATE'
      ? 'WhatsApp восстановил аккаунт. Номер продолжает человек, когда всё в порядке.'
      : `WhatsApp предупреждает, что отключит аккаунт${d['on'] ? ` ${text(d['on'])}` : ''}.`,
  budget_near: (d) =>
    `Потрачено больше 80 % месячного лимита на ${d['cap'] === 'ai' ? 'ИИ' : 'сообщения'}. При 100 % черновики и сообщения ждут следующего месяца.`,
  budget_used_up: (d) =>
    `Месячный лимит на ${d['cap'] === 'ai' ? 'ИИ' : 'сообщения'} исчерпан. Черновики и сообщения ждут до ${text(d['until'])} или пока владелец не поднимет лимит.`,
};

export const ALERT_KINDS = Object.keys(EN);

/** An alert of a kind that nobody has words for still says that there is one. */
export function alertText(kind: string, details: Details, language: 'en' | 'ru'): string {
  const words = language === 'ru' ? RU : EN;
  return Object.hasOwn(words, kind) ? (words[kind]?.(details) ?? kind) : kind;
}
