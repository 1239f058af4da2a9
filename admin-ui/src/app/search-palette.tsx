/** One box to go anywhere: pages at once, clients as one types. */

import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as Frame, Modal, ModalOverlay } from 'react-aria-components';
import type { Client } from '../../../contracts/http/insight.ts';
import type { Page } from '../../../contracts/http/common.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { useFormats } from '../platform/formats.ts';
import { useGo } from '../platform/paths.ts';
import { askPage } from '../platform/queries.ts';
import { useMay, useSession } from '../platform/session.ts';

interface Hit {
  to: string;
  icon: IconName;
  words: string;
  detail: string;
}
const PAGES: [to: string, name: string, icon: IconName][] = [
  ['/today', 'today', 'today'],
  ['/approvals', 'approvals', 'approvals'],
  ['/campaigns', 'campaigns', 'campaigns'],
  ['/campaigns/people', 'reactivations', 'campaigns'],
  ['/campaigns/decisions', 'decisions', 'campaigns'],
  ['/clients', 'clients', 'clients'],
  ['/insight', 'insight', 'insight'],
  ['/insight/segments', 'insightSegments', 'insight'],
  ['/insight/cohorts', 'insightCohorts', 'insight'],
  ['/insight/trial-funnel', 'insightTrial', 'insight'],
  ['/insight/activity', 'insightActivity', 'insight'],
  ['/conversations', 'conversations', 'reply'],
  ['/messages', 'messages', 'messages'],
  ['/outbox', 'outbox', 'outbox'],
  ['/settings', 'settings', 'settings'],
  ['/settings/company', 'company', 'settings'],
  ['/settings/scenarios', 'occasions', 'settings'],
  ['/settings/services', 'services', 'settings'],
  ['/settings/spending', 'spending', 'settings'],
  ['/system', 'sync', 'sync'],
  ['/system/number', 'number', 'health'],
  ['/system/audit', 'audit', 'audit'],
];

function useHits(words: string): { hits: Hit[]; isSearching: boolean } {
  const { t } = useTranslation();
  const { api } = useSession();
  const { money } = useFormats();
  const wanted = useDeferredValue(words.trim());
  const found = useQuery({
    ...askPage<Page<Client>>(api, '/clients', [], { q: wanted, pageSize: 8 }),
    enabled: wanted.length >= 2,
  });
  const maySeeCompany = useMay('see_company');
  const maySeeSettings = useMay('see_settings');
  const open = PAGES.filter(
    ([to]) =>
      (maySeeCompany || !(to.startsWith('/insight') || to === '/campaigns/decisions')) &&
      (maySeeSettings || !to.startsWith('/settings')),
  );
  const pages = open
    .map(([to, name, icon]) => ({ to, icon, words: t(`nav.${name}`), detail: '' }))
    .filter((page) => page.words.toLowerCase().includes(wanted.toLowerCase()));
  const clients = wanted.length < 2 ? [] : (found.data?.items ?? []);
  return {
    isSearching: found.isFetching,
    hits: [
      ...clients.map((client) => ({
        to: `/clients/${String(client.id)}`,
        icon: 'user' as const,
        words: client.name,
        detail: [client.phone, money(client.spendMinor)].filter(Boolean).join(' · '),
      })),
      ...pages,
    ],
  };
}

export default function SearchPalette({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const list = useId();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const { hits, isSearching } = useHits(words);
  const chosen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    chosen.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const open = (hit: Hit | undefined): void => {
    if (!hit) return;
    go(hit.to);
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((at + step + hits.length) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') open(hits[at]);
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && close()}
      className="fixed inset-0 z-50 flex animate-fade items-start justify-center bg-scrim p-3 pt-[12dvh] max-md:pt-3"
    >
      <Modal className="w-full max-w-xl animate-rise overflow-hidden rounded-[12px] border border-line bg-raised shadow-lift">
        <Frame aria-label={t('shell.search')} className="outline-none">
          <div className="flex items-center gap-3 border-b border-line px-4">
            <Icon name="search" className="text-ink-3" />
            <input
              autoFocus
              role="combobox"
              aria-expanded="true"
              aria-controls={list}
              aria-activedescendant={hits[at] ? `${list}-${String(at)}` : undefined}
              aria-label={t('shell.search')}
              placeholder={t('shell.search')}
              value={words}
              onKeyDown={onKeyDown}
              onChange={(event) => {
                setWords(event.target.value);
                setAt(0);
              }}
              data-testid="search-input"
              className="h-13 min-w-0 flex-1 bg-transparent text-lg text-ink outline-none placeholder:text-ink-3"
            />
            <kbd className="rounded-[4px] border border-line px-1.5 text-xs text-ink-3" aria-hidden="true">
              Esc
            </kbd>
          </div>
          <div
            id={list}
            role="listbox"
            aria-label={t('shell.found')}
            aria-busy={isSearching}
            className="max-h-[50dvh] overflow-y-auto p-1.5"
          >
            {hits.map((hit, index) => (
              <div
                key={hit.to}
                id={`${list}-${String(index)}`}
                ref={index === at ? chosen : null}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                onPointerMove={() => setAt(index)}
                onClick={() => open(hit)}
                onKeyDown={onKeyDown}
                className="flex min-h-10 cursor-pointer items-center gap-3 rounded-sm px-3 py-1.5 aria-selected:bg-hover max-md:min-h-12"
              >
                <Icon name={hit.icon} size={17} className="text-ink-3" />
                <span className="min-w-0 flex-1 truncate text-ink">{hit.words}</span>
                <span className="tabular text-sm text-ink-3">{hit.detail}</span>
              </div>
            ))}
          </div>
          {hits.length === 0 && (
            <p className="px-4 pb-6 text-center text-ink-2" role="status">
              {t('shell.nothingFound')}
            </p>
          )}
        </Frame>
      </Modal>
    </ModalOverlay>
  );
}
