/** The bar on top: which club, the search, the state of the whole in words, language, theme, who is signed in. */

import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../components/button.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import { MenuButton } from '../components/menu.tsx';
import { call, put } from '../platform/http.ts';
import { chooseLanguage, type Language } from '../platform/i18n.ts';
import { useCompanyPath } from '../platform/paths.ts';
import { queries } from '../platform/queries.ts';
import { useMay, useSession } from '../platform/session.ts';
import { chooseTheme, useTheme } from '../platform/theme.ts';
import { useStopButton } from './banner.tsx';
import { useHealth } from './health.ts';
import { StateDot } from './state-dot.tsx';

const SearchPalette = lazy(() => import('./search-palette.tsx'));
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

export function TopBar() {
  const { t, i18n } = useTranslation();
  const path = useCompanyPath();
  const theme = useTheme();
  const { company } = useSession();
  return (
    <header className="flex h-13 shrink-0 items-center gap-1.5 border-b border-line bg-surface pr-2 pl-4 md:gap-2 md:pr-4 md:pl-5">
      <Link to={path('/today')} aria-label={t('nav.today')} className="flex items-center gap-2.5 rounded-sm">
        <Mark />
        <span className="text-lg font-semibold tracking-[-0.015em] max-lg:hidden">Reprise</span>
      </Link>
      <span aria-hidden="true" className="mx-1 h-5 w-px rotate-12 bg-line max-lg:hidden" />
      <CompanyMenu />
      {company.isTryOut && (
        <span
          className="rounded-full bg-sunken px-2 py-0.5 text-xs font-medium whitespace-nowrap text-ink-2 max-xl:hidden"
          title={t('shell.tryOutHint')}
        >
          {t('shell.tryOut')}
        </span>
      )}
      <div className="flex-1" />
      <SearchButton />
      <div className="flex-1 max-md:hidden" />
      <StateDot />
      <StopButton />
      <MenuButton
        label={t('shell.language')}
        testId="language"
        className="inline-flex h-9 items-center rounded-md px-2 text-sm font-medium text-ink-2 uppercase hover:bg-hover hover:text-ink max-md:h-11"
        items={(['en', 'ru'] as Language[]).map((language) => ({
          id: language,
          label: { en: 'English', ru: 'Русский' }[language],
          checked: i18n.language === language,
          act: () => {
            void chooseLanguage(language);
            // Kept with the person as well, for the next browser; here it holds already.
            void put('/api/session/language', { language }).catch(() => undefined);
          },
        }))}
      >
        {i18n.language}
      </MenuButton>
      <IconButton
        icon={theme === 'dark' ? 'sun' : 'moon'}
        label={t(theme === 'dark' ? 'shell.light' : 'shell.dark')}
        data-testid="theme"
        className="max-md:hidden"
        onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
      />
      <UserMenu />
    </header>
  );
}

function CompanyMenu() {
  const { t } = useTranslation();
  const { company, companies } = useSession();
  const navigate = useNavigate();
  const name = <span className="truncate font-medium">{company.name}</span>;
  if (companies.length < 2)
    return (
      <span className="flex min-w-0 px-1.5" data-testid="company">
        {name}
      </span>
    );
  return (
    <MenuButton
      label={t('shell.company')}
      testId="company"
      className="inline-flex h-9 min-w-0 items-center gap-1 rounded-md px-2 hover:bg-hover"
      items={companies.map((one) => ({
        id: String(one.id),
        label: one.name,
        hint: t(`role.${one.role}`),
        checked: one.id === company.id,
        act: () => void navigate({ to: `/c/${String(one.id)}/today` }),
      }))}
    >
      {name}
      <Icon name="chevronDown" size={15} className="text-ink-3" />
    </MenuButton>
  );
}

function SearchButton() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent): void => {
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, select, [contenteditable]') !== null;
      if ((event.key === 'k' && (event.metaKey || event.ctrlKey)) || (event.key === '/' && !isTyping)) {
        event.preventDefault();
        setOpen(true);
      }
    };
    addEventListener('keydown', open);
    return () => removeEventListener('keydown', open);
  }, []);
  return (
    <>
      <button
        type="button"
        data-testid="search"
        aria-label={t('shell.search')}
        onClick={() => setOpen(true)}
        className="flex h-9 items-center gap-2 rounded-md text-ink-3 hover:text-ink max-md:size-11 max-md:justify-center md:w-full md:max-w-[420px] md:min-w-40 md:flex-[2] md:border md:border-line md:bg-canvas md:px-3 md:hover:border-line-strong"
      >
        <Icon name="search" size={17} />
        <span className="flex-1 truncate text-left max-md:hidden">{t('shell.search')}</span>
        <kbd className="rounded-[4px] border border-line px-1.5 text-xs text-ink-3 max-md:hidden" aria-hidden="true">
          {isMac ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <SearchPalette close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function StopButton() {
  const { t } = useTranslation();
  const mayStop = useMay('stop_sending');
  const stopped = useHealth().data?.sending.stopped === true;
  const { stop, isBusy } = useStopButton();
  if (!mayStop || stopped) return null;
  return (
    <IconButton
      icon="stop"
      label={t('stop.button')}
      data-testid="stop-sending"
      disabled={isBusy}
      className="hover:text-red max-md:hidden"
      onClick={() => void stop()}
    />
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const { user, company } = useSession();
  const theme = useTheme();
  const navigate = useNavigate();
  const signOut = async (): Promise<void> => {
    await call('DELETE', '/api/session').catch(() => undefined);
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <MenuButton
      label={t('shell.account', { name: user.name })}
      testId="account"
      className="inline-flex size-9 items-center justify-center max-md:size-11"
      head={
        <div className="border-b border-line px-2.5 pt-1.5 pb-2.5">
          <p className="font-medium text-ink">{user.name}</p>
          <p className="text-sm text-ink-3">
            {user.email} · {t(`role.${company.role}`)}
          </p>
        </div>
      }
      items={[
        {
          id: 'theme',
          label: t(theme === 'dark' ? 'shell.light' : 'shell.dark'),
          icon: theme === 'dark' ? 'sun' : 'moon',
          act: () => chooseTheme(theme === 'dark' ? 'light' : 'dark'),
        },
        { id: 'sign-out', label: t('shell.signOut'), icon: 'signOut', act: () => void signOut() },
      ]}
    >
      <span
        aria-hidden="true"
        className="flex size-7 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text uppercase"
      >
        {user.name.slice(0, 1)}
      </span>
    </MenuButton>
  );
}
