/** Signing in: two fields, an honest refusal, and back to where one wanted to go. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInRequest } from '../../../../../contracts/http/access.ts';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { Icon, Mark } from '../../../components/icon.tsx';
import { useDocumentTitle } from '../../../components/page.tsx';
import { useProblemWords } from '../../../components/states.tsx';
import { Problem, post } from '../../../platform/http.ts';
import { chooseLanguage } from '../../../platform/i18n.ts';
import { queries } from '../../../platform/queries.ts';

export function SignInPage() {
  const { t } = useTranslation();
  useDocumentTitle(t('signIn.title'));
  return (
    <div className="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <main className="w-full max-w-[380px]">
        <div className="mb-7 flex flex-col items-center text-center">
          <Mark size={44} />
          <h1 className="mt-4 text-2xl font-semibold tracking-[-0.02em]">{t('signIn.title')}</h1>
          <p className="mt-1 text-ink-2">{t('signIn.lead')}</p>
        </div>
        <SignInForm />
        <LanguageChoice />
      </main>
    </div>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const { back, ended } = useSearch({ strict: false }) as { back?: string; ended?: string };
  const navigate = useNavigate();
  const words = useProblemWords();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [refusal, setRefusal] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setRefusal('');
    try {
      await post('/api/session', { email, password } satisfies SignInRequest);
      queries.clear();
      // Only our own pages: an address from outside must not be where a sign-in leads.
      await navigate({ href: back?.startsWith('/') && !back.startsWith('//') ? back : '/', replace: true });
    } catch (failure) {
      const wait = failure instanceof Problem && failure.status === 429 ? Number(failure.body['retryAfter'] ?? 60) : 0;
      setRefusal(
        failure instanceof Problem && failure.status === 401
          ? t('signIn.wrong')
          : wait
            ? t('signIn.tooMany', { count: wait })
            : words(failure).title,
      );
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="space-y-4 rounded-[12px] border border-line bg-surface p-6 shadow-shade"
    >
      {ended && !refusal && (
        <p role="status" className="rounded-md bg-amber-soft px-3 py-2 text-sm text-ink">
          {t('signIn.ended')}
        </p>
      )}
      <TextField
        label={t('signIn.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        data-testid="sign-in-email"
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        data-testid="sign-in-password"
      />
      {refusal && (
        <p role="alert" data-testid="sign-in-refusal" className="flex items-start gap-2 text-sm text-red">
          <Icon name="warning" size={16} className="mt-0.5" />
          {refusal}
        </p>
      )}
      <Button type="submit" look="primary" size="lg" busy={isBusy} className="w-full" data-testid="sign-in-submit">
        {t('signIn.submit')}
      </Button>
    </form>
  );
}

function LanguageChoice() {
  const { i18n } = useTranslation();
  return (
    <div className="mt-5 flex justify-center gap-1">
      {(['en', 'ru'] as const).map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          className="h-9 rounded-md px-3 text-sm text-ink-3 hover:text-ink aria-pressed:font-medium aria-pressed:text-ink"
          onClick={() => void chooseLanguage(language)}
        >
          {{ en: 'English', ru: 'Русский' }[language]}
        </button>
      ))}
    </div>
  );
}
