/** The frame around every page: top bar, navigation, the banner of the stop button, and the live connection. */

import { Outlet, useRouteContext } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { MainPart } from '../components/main-part.tsx';
import { useLive } from '../platform/live.ts';
import { SessionProvider, type SignedIn } from '../platform/session.ts';
import { Banner } from './banner.tsx';
import { BottomBar, SideNav } from './navigation.tsx';
import { TopBar } from './top-bar.tsx';

export function Shell() {
  const { signedIn } = useRouteContext({ strict: false }) as { signedIn: SignedIn };
  return (
    <SessionProvider value={signedIn}>
      <Frame api={signedIn.api} />
    </SessionProvider>
  );
}

function Frame({ api }: { api: string }) {
  const { t } = useTranslation();
  useLive(api);
  useEffect(() => {
    document.body.classList.add('overflow-hidden');
    return () => document.body.classList.remove('overflow-hidden');
  }, []);
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-60 focus:m-2 focus:rounded-md focus:bg-raised focus:px-4 focus:py-2 focus:shadow-lift"
      >
        {t('shell.skip')}
      </a>
      <TopBar />
      <Banner />
      <div className="flex min-h-0 flex-1">
        <SideNav />
        <MainPart
          id="content"
          tabIndex={-1}
          data-scroll-restoration-id="content"
          className="relative min-w-0 flex-1 overflow-y-auto outline-none max-md:pb-[calc(4rem+env(safe-area-inset-bottom))]"
        >
          <Outlet />
        </MainPart>
      </div>
      <BottomBar />
    </div>
  );
}
