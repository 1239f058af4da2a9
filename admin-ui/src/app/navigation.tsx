/** The way around: a side list on a desk, a bar at the thumb on a phone with the rest in a sheet. */

import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/dialog.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { Count } from '../components/page.tsx';
import { useCompanyPath } from '../platform/paths.ts';
import { useMay } from '../platform/session.ts';
import { useStopButton } from './banner.tsx';
import { useHealth } from './health.ts';

interface Place {
  to: string;
  name: string;
  icon: IconName;
  count?: number | undefined;
  strong?: boolean;
}

function usePlaces(): Place[] {
  const counts = useHealth().data?.counts;
  const maySeeCompany = useMay('see_company');
  const maySeeSettings = useMay('see_settings');
  return [
    { to: '/today', name: 'today', icon: 'today' },
    { to: '/approvals', name: 'approvals', icon: 'approvals', count: counts?.approvals, strong: true },
    { to: '/campaigns', name: 'campaigns', icon: 'campaigns' },
    { to: '/clients', name: 'clients', icon: 'clients' },
    ...(maySeeCompany ? ([{ to: '/insight', name: 'insight', icon: 'insight' }] as const) : []),
    { to: '/conversations', name: 'conversations', icon: 'reply', count: counts?.conversations },
    { to: '/messages', name: 'messages', icon: 'messages' },
    { to: '/outbox', name: 'outbox', icon: 'outbox', count: counts?.outbox },
    ...(maySeeSettings ? ([{ to: '/settings', name: 'settings', icon: 'settings' }] as const) : []),
    { to: '/system', name: 'system', icon: 'system' },
  ];
}

export function SideNav() {
  const { t } = useTranslation();
  const path = useCompanyPath();
  return (
    <nav
      aria-label={t('shell.navigation')}
      className="flex w-[212px] shrink-0 flex-col border-r border-line px-3 py-4 max-md:hidden"
    >
      <ul className="space-y-0.5">
        {usePlaces().map(({ to, name, icon, count, strong }) => (
          <li key={to} className={name === 'settings' ? 'mt-4 border-t border-line pt-4' : ''}>
            <Link
              to={path(to)}
              activeOptions={{ includeSearch: false }}
              data-testid={`nav-${name}`}
              className="group flex h-9 items-center gap-2.5 rounded-md px-2.5 font-medium text-ink-2 transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
            >
              <Icon name={icon} className="text-ink-3 group-aria-[current=page]:text-accent-text" />
              <span className="flex-1">{t(`nav.${name}`)}</span>
              {count !== undefined && count > 0 && <Count value={count} strong={strong === true} />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function BottomBar() {
  const { t } = useTranslation();
  const path = useCompanyPath();
  const places = usePlaces();
  const [isOpen, setOpen] = useState(false);
  const near = places.slice(0, 4);
  const here = useLocation({ select: ({ pathname }) => pathname });
  const isFurther = places.slice(4).some(({ to }) => here.startsWith(path(to)));
  return (
    <nav
      aria-label={t('shell.navigation')}
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid h-16 grid-cols-5">
        {near.map(({ to, name, icon, count }) => (
          <li key={to}>
            <Link
              to={path(to)}
              activeOptions={{ includeSearch: false }}
              data-testid={`tab-${name}`}
              className="relative flex h-full flex-col items-center justify-center gap-1 text-xs font-medium text-ink-3 aria-[current=page]:text-accent-text"
            >
              <span className="relative">
                <Icon name={icon} size={22} />
                {count !== undefined && count > 0 && (
                  <span className="tabular absolute -top-1.5 left-3.5 min-w-4.5 rounded-full bg-accent px-1 text-center text-[11px] leading-4.5 text-accent-ink">
                    {count > 99 ? '99+' : count}
                  </span>
                )}
              </span>
              {t(`nav.${name}`)}
            </Link>
          </li>
        ))}
        <li>
          <button
            type="button"
            aria-haspopup="dialog"
            data-testid="tab-more"
            className={`flex size-full flex-col items-center justify-center gap-1 text-xs font-medium ${isFurther ? 'text-accent-text' : 'text-ink-3'}`}
            onClick={() => setOpen(true)}
          >
            <Icon name="more" size={22} />
            {t('nav.more')}
          </button>
        </li>
      </ul>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title={t('nav.more')}>
        <MoreList places={places.slice(4)} close={() => setOpen(false)} />
      </Dialog>
    </nav>
  );
}

function MoreList({ places, close }: { places: Place[]; close: () => void }) {
  const { t } = useTranslation();
  const path = useCompanyPath();
  const mayStop = useMay('stop_sending');
  const { stop } = useStopButton();
  const stopped = useHealth().data?.sending.stopped === true;
  const row = 'flex h-12 w-full items-center gap-3 rounded-md px-2 text-lg font-medium text-ink active:bg-hover';
  return (
    <ul className="-mx-2">
      {places.map(({ to, name, icon, count }) => (
        <li key={to}>
          <Link to={path(to)} className={row} onClick={close} data-testid={`more-${name}`}>
            <Icon name={icon} size={20} className="text-ink-3" />
            <span className="flex-1">{t(`nav.${name}`)}</span>
            {count !== undefined && count > 0 && <Count value={count} />}
          </Link>
        </li>
      ))}
      {mayStop && !stopped && (
        <li className="mt-2 border-t border-line pt-2">
          <button
            type="button"
            className={`${row} text-red`}
            onClick={() => {
              close();
              void stop();
            }}
          >
            <Icon name="stop" size={20} />
            {t('stop.button')}
          </button>
        </li>
      )}
    </ul>
  );
}
