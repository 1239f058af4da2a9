/** What stands in for a page: while it is fetched, when it fails, and when there is none. */

import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '../components/button.tsx';
import { MainPart } from '../components/main-part.tsx';
import { useDocumentTitle } from '../components/page.tsx';
import { Empty, ProblemNote, Skeleton, SkeletonLines } from '../components/states.tsx';

export function PagePending() {
  return (
    <MainPart className="mx-auto w-full max-w-[1160px] px-4 pt-7 md:px-8">
      <Skeleton className="mb-6 h-8 w-56" />
      <SkeletonLines lines={6} />
    </MainPart>
  );
}

export function PageFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  useDocumentTitle(t('state.pageFailed'));
  return (
    <MainPart className="mx-auto w-full max-w-[760px] px-4 pt-10">
      <h1 className="mb-4 text-xl font-semibold text-ink">{t('state.pageFailed')}</h1>
      <ProblemNote failure={error} retry={reset} />
      <p className="mt-5">
        <Link to="/" className={buttonClass('plain')}>
          {t('notFound.action')}
        </Link>
      </p>
    </MainPart>
  );
}

export function PageNotFound() {
  const { t } = useTranslation();
  useDocumentTitle(t('notFound.title'));
  return (
    <MainPart className="mx-auto w-full max-w-[760px] px-4 pt-16">
      <Empty
        isPage
        icon="question"
        title={t('notFound.title')}
        action={
          <Link to="/" className={buttonClass('primary')}>
            {t('notFound.action')}
          </Link>
        }
      >
        {t('notFound.body')}
      </Empty>
    </MainPart>
  );
}
