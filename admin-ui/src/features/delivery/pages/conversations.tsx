/** Conversations: who wrote, whom nobody has answered, and the thread to take over, give back and answer. */

import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Page } from '../../../components/page.tsx';
import { Empty, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { Pager } from '../../../components/table/pager.tsx';
import { FilterChips, SearchBox } from '../../../components/table/toolbar.tsx';
import { useListState } from '../../../platform/list-state.ts';
import { useIsNarrow } from '../../../platform/media.ts';
import { useConversations } from '../api/conversations.ts';
import { ConversationList } from '../components/conversation-list.tsx';
import { ConversationThread } from '../components/conversation-thread.tsx';

/** Where there are more, the filter shows them all. */
const STRANGERS = 5;
const SHOWS: Record<string, Record<string, string>> = {
  waiting: { needsPerson: 'true' },
  taken: { handedOver: 'true' },
  strangers: { unmatched: 'true' },
  ignored: { ignored: 'true' },
};

export function ConversationsPage() {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  const state = useListState({ filters: ['show'] });
  const { page, pageSize, q } = state.query;
  // Senders that are nobody's stand in a row of their own above the others.
  const isSplit = ['', 'waiting', 'taken'].includes(state.filter('show'));
  const { data, error, isPending, refetch } = useConversations({
    page,
    pageSize,
    q,
    ...(isSplit ? { unmatched: 'false' } : {}),
    ...SHOWS[state.filter('show')],
  });
  const strangers = useConversations({ pageSize: STRANGERS, q, unmatched: 'true' });
  const unmatched = isSplit && page === 1 && state.filter('show') !== 'taken' ? strangers.data : undefined;
  const { asked, choose, toList } = useAsked();
  const first = data?.items[0]?.id;
  // The one that is looked at stays, also when it leaves the list or another moves before it: somebody may be typing.
  useEffect(() => {
    if (!isNarrow && asked === undefined && first !== undefined) choose(first);
  }, [isNarrow, asked, first, choose]);
  const chosen = asked ?? (isNarrow ? undefined : first);
  if (isNarrow && chosen !== undefined) {
    return (
      <Page title={t('nav.conversations')}>
        <Button look="quiet" icon="chevronLeft" onClick={toList} className="-mt-3 mb-3 -ml-3">
          {t('conversations.backToList')}
        </Button>
        <ConversationThread key={chosen} id={chosen} />
      </Page>
    );
  }
  return (
    <Page title={t('nav.conversations')} wide>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SearchBox state={state} label={t('conversations.search')} />
        <FilterChips
          state={state}
          name="show"
          label={t('conversations.show')}
          options={[
            { value: 'waiting', label: t('conversations.needsPerson') },
            { value: 'taken', label: t('conversations.taken') },
            { value: 'strangers', label: t('conversations.stranger') },
            { value: 'ignored', label: t('conversations.leftAlone') },
          ]}
        />
      </div>
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {isPending && !error && <SkeletonLines lines={8} />}
      {data && (
        <div className="grid items-start gap-6 md:grid-cols-[minmax(0,300px)_minmax(0,1fr)] xl:grid-cols-[minmax(0,380px)_minmax(0,1fr)]">
          <div className="min-w-0">
            {unmatched && unmatched.items.length > 0 && (
              <section className="mb-4" aria-label={t('conversations.strangers', { count: unmatched.total })}>
                <h2 className="mb-2 flex items-baseline justify-between gap-2 text-sm font-medium text-ink-2">
                  {t('conversations.strangers', { count: unmatched.total })}
                  {unmatched.total > STRANGERS && (
                    <Button look="quiet" size="sm" onClick={() => state.change({ show: 'strangers' })}>
                      {t('conversations.allStrangers')}
                    </Button>
                  )}
                </h2>
                <ConversationList
                  label={t('conversations.stranger')}
                  items={unmatched.items}
                  chosen={chosen}
                  choose={choose}
                />
              </section>
            )}
            {data.items.length === 0 ? (
              <Empty icon="reply" title={t(state.isFiltered ? 'table.nothingFits' : 'conversations.emptyTitle')}>
                {t(state.isFiltered ? 'table.nothingFitsBody' : 'conversations.emptyBody')}
              </Empty>
            ) : (
              <ConversationList items={data.items} chosen={chosen} choose={choose} />
            )}
            <Pager
              state={state}
              total={data.total}
              isAtLeast={data.totalIsAtLeast ?? false}
              shown={data.items.length}
            />
          </div>
          {chosen !== undefined && <ConversationThread key={chosen} id={chosen} />}
        </div>
      )}
    </Page>
  );
}

/** Lives in the URL: a link from elsewhere opens exactly that conversation, and Back leads to the list. */
function useAsked() {
  const { conversation } = useSearch({ strict: false }) as { conversation?: string };
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const { history } = useRouter();
  const isFromList = useRef(false);
  const asked = Number(conversation);
  const choose = useCallback(
    (id: number): void => {
      isFromList.current = isNarrow;
      void navigate({
        to: '.',
        replace: !isNarrow,
        resetScroll: isNarrow,
        search: (before: Record<string, unknown>) => ({ ...before, conversation: String(id) }),
      });
    },
    [navigate, isNarrow],
  );
  /** Where the list is one step behind, back to it: a new entry would make Back lead into the conversation again. */
  const toList = (): void => {
    if (isFromList.current) history.back();
    else
      void navigate({
        to: '.',
        replace: true,
        search: (before: Record<string, unknown>) => ({ ...before, conversation: undefined }),
      });
  };
  return { asked: Number.isInteger(asked) && asked > 0 ? asked : undefined, choose, toList };
}
