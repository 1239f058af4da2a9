/** What the bot says when a template is lost or about to be, in English and Russian. */

type Details = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const SCENARIO_RU: Record<string, string> = {
  birthday: 'день рождения',
  milestone: 'юбилейный визит',
  pt_dropout: 'персональные тренировки',
  last_chance: 'последний шанс',
  reactivation: 'возвращение',
  service_reactivation: 'возвращение к услуге',
};
const named = (details: Details): string =>
  `${text(details['scenario']).replaceAll('_', ' ')} (${text(details['language'])})`;
const namedRu = (details: Details): string => {
  const scenario = text(details['scenario']);
  return `«${SCENARIO_RU[scenario] ?? scenario}» (${text(details['language'])})`;
};
const STATUS_EN: Record<string, string> = {
  PAUSED: 'paused by WhatsApp',
  DISABLED: 'disabled by WhatsApp for good',
  REJECTED: 'rejected by WhatsApp',
  MISSING: 'not found by WhatsApp any more',
  MISMATCH: 'not what it was: it asks for other values',
};
const STATUS_RU: Record<string, string> = {
  PAUSED: 'поставлен WhatsApp на паузу',
  DISABLED: 'отключён WhatsApp навсегда',
  REJECTED: 'отклонён WhatsApp',
  MISSING: 'больше не найден в WhatsApp',
  MISMATCH: 'изменился: он просит другие значения',
};
const stateIn = (words: Record<string, string>, { status }: Details): string => words[text(status)] ?? text(status);

export const TEMPLATE_ALERTS_EN: Record<string, (details: Details) => string> = {
  template_lost: (d) =>
    `The template ${named(d)} is ${stateIn(STATUS_EN, d)}. Its messages wait or go in another language; Settings, Templates says more.`,
  template_flagged: (d) => `WhatsApp warns: the template ${named(d)} may be paused soon because of its quality.`,
  template_category: (d) =>
    `WhatsApp counts the template ${named(d)} as ${text(d['category']).toLowerCase()} now: its price and rules change.`,
};
export const TEMPLATE_ALERTS_RU: Record<string, (details: Details) => string> = {
  template_lost: (d) =>
    `Шаблон ${namedRu(d)} ${stateIn(STATUS_RU, d)}. Его сообщения ждут или уходят на другом языке; подробнее в настройках, «Шаблоны».`,
  template_flagged: (d) => `WhatsApp предупреждает: шаблон ${namedRu(d)} скоро может встать на паузу из-за качества.`,
  template_category: (d) =>
    `WhatsApp относит шаблон ${namedRu(d)} к категории ${text(d['category']).toLowerCase()}: меняются цена и правила.`,
};
