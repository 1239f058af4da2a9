/** English and Russian: one chunk of words per language, fetched when it is needed. */

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { countNouns } from './counted.ts';
import { remember, remembered } from './remembered.ts';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

const words = {
  en: () => import('../words/en.ts'),
  ru: () => import('../words/ru.ts'),
} satisfies Record<Language, () => Promise<{ words: object }>>;

const asLanguage = (value: string | null): Language | null => LANGUAGES.find((known) => known === value) ?? null;

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return;
  i18next.addResourceBundle(language, 'translation', (await words[language]()).words);
}

export async function startLanguage(): Promise<void> {
  const language = asLanguage(remembered('language')) ?? (navigator.language.startsWith('ru') ? 'ru' : 'en');
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  countNouns(i18next);
  await chooseLanguage(language, false);
}

export async function chooseLanguage(language: Language, byHand = true): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (byHand) remember('language', language);
}
