/** One person: what they are worth, their rhythm, why they are due or not; their whole story; the way to write to them. */

import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { Chip, SegmentChip } from '../../../components/chip.tsx';
import { Page } from '../../../components/page.tsx';
import { ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { useCopy } from '../../../components/use-copy.ts';
import { useReasonWords } from '../../../platform/reasons.ts';
import { useMay } from '../../../platform/session.ts';
import { useClient } from '../api/clients.ts';
import { ClientFigures } from '../components/client-figures.tsx';
import { ClientNotices } from '../components/client-notices.tsx';
import { ClientSide } from '../components/client-side.tsx';
import { DecisionsCard } from '../components/decisions-card.tsx';
import { DueCard } from '../components/due-card.tsx';
import { Timeline } from '../components/timeline.tsx';
import { WriteDialog } from '../components/write-dialog.tsx';

export function ClientPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useClient(id);
  const back = { to: '/clients', label: t('nav.clients') };
  if (data) return <Person id={id} client={data} back={back} />;
  return (
    <Page title={t('client.title')} back={back}>
      {error ? <ProblemNote failure={error} retry={() => void refetch()} /> : <SkeletonLines lines={10} />}
    </Page>
  );
}

function Person({ id, client, back }: { id: string; client: ClientDetail; back: { to: string; label: string } }) {
  const { t } = useTranslation();
  const mayWrite = useMay('write_messages');
  const words = useReasonWords('skip');
  const [isWriting, setWriting] = useState(false);
  const name = client.name || t('clients.nameless');
  const write = (): void => setWriting(true);
  const { writing } = client;
  return (
    <Page
      title={name}
      back={back}
      heading={name}
      lead={<Standing client={client} />}
      action={
        mayWrite && (
          <Button
            look="primary"
            icon="send"
            disabled={!writing.possible}
            title={writing.reason ? words(writing.reason) : undefined}
            onClick={write}
            data-testid="write"
          >
            {t('client.write')}
          </Button>
        )
      }
    >
      <div className="space-y-4">
        <ClientNotices client={client} />
        <ClientFigures client={client} />
        {/* In the hand the long story comes last; on a desk it stands beneath the reasons, beside all the rest. */}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px] lg:grid-rows-[auto_1fr]">
          <DueCard id={id} />
          <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
            <ClientSide client={client} reply={mayWrite && writing.possible ? write : undefined} />
          </div>
          <div className="min-w-0 space-y-4">
            <DecisionsCard clientId={id} />
            <Timeline id={id} />
          </div>
        </div>
      </div>
      {isWriting && <WriteDialog client={client} close={() => setWriting(false)} />}
    </Page>
  );
}

/** Beneath the name: the segment, the loyalty, the phone. */
function Standing({ client }: { client: ClientDetail }) {
  const { t } = useTranslation();
  const loyalty = client.loyalty.toLowerCase();
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {client.segment && <SegmentChip segment={client.segment} />}
      {/* The segment says VIP already. */}
      {!(loyalty === 'vip' && client.segment === 'vip_members') && (
        <Chip title={t('loyal.hint')} testId="loyalty">
          {t(`loyalty.${loyalty}`, { defaultValue: client.loyalty })}
        </Chip>
      )}
      {client.phone === null ? (
        <span className="text-sm text-ink-3">{t('clients.noPhone')}</span>
      ) : (
        <PhoneNumber phone={client.phone} />
      )}
    </span>
  );
}

function PhoneNumber({ phone }: { phone: string }) {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <span className="tabular ml-1 inline-flex items-center gap-1">
      {phone}
      <IconButton
        icon="copy"
        size={15}
        label={t('client.copyPhone')}
        onClick={() => copy(phone, t('client.phoneCopied'))}
        className="size-7 max-md:size-9"
      />
    </span>
  );
}
