/** Templates that every new account has, so that the stand-in can be tried without any of ours. */

import type { TemplateSeed } from './templates.ts';

export const DEFAULT_TEMPLATES: readonly TemplateSeed[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    body: 'Welcome and congratulations! This message shows your ability to send.',
  },
  {
    name: 'reprise_service_reactivation',
    language: 'en',
    body: 'Hi {{1}}! It has been a while since we saw you. {{2}} Just answer here and we will take care of the rest.',
    buttons: ['No more messages'],
  },
  {
    name: 'reprise_service_reactivation',
    language: 'ru',
    body: 'Здравствуйте, {{1}}! Давно вас не видели. {{2}} Просто ответьте здесь, остальное мы сделаем сами.',
    buttons: ['Больше не писать'],
  },
  {
    name: 'reprise_service_reactivation',
    language: 'cs',
    body: 'Dobrý den, {{1}}! Už jsme se dlouho neviděli. {{2}} Stačí odpovědět sem a o zbytek se postaráme.',
    buttons: ['Už nepsat'],
  },
  {
    name: 'reprise_service_reactivation',
    language: 'uk',
    body: 'Вітаємо, {{1}}! Давно вас не бачили. {{2}} Просто дайте відповідь тут, решту зробимо ми.',
    buttons: ['Більше не писати'],
  },
  {
    name: 'reprise_service_reactivation',
    language: 'bg',
    body: 'Здравейте, {{1}}! Отдавна не сме се виждали. {{2}} Просто отговорете тук и ние ще се погрижим за останалото.',
    buttons: ['Не ми пишете'],
  },
];
