/** One person in a list: who, the line of their last twelve months, two facts, and what one can do. */

import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../contracts/http/insight.ts';
import { IconButton } from '../../../components/button.tsx';
import { SegmentChip } from '../../../components/chip.tsx';
import { Go } from '../../../components/go.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { WriteTo } from './write-to.tsx';
import { YearLine } from './year-line.tsx';
import { YearStory } from './year-story.tsx';

/** The columns on a desk, also of the scale above the rows. */
export const PERSON_COLUMNS =
  'lg:grid lg:grid-cols-[minmax(11rem,15rem)_minmax(0,1fr)_6.5rem_8.75rem_auto] lg:items-center lg:gap-x-5';

export function PersonRow({ client, today, isTraining }: { client: Client; today: string; isTraining: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const story = useId();
  return (
    <li data-testid="group-person">
      <div
        className={`relative px-4 py-2.5 hover:bg-hover max-lg:flex max-lg:flex-col max-lg:gap-1.5 ${PERSON_COLUMNS}`}
      >
        <Who client={client} />
        <YearLine client={client} today={today} />
        {isTraining ? <TrainingFacts client={client} /> : <Facts client={client} />}
        <div className="z-10 flex items-center justify-end gap-0.5 max-lg:absolute max-lg:top-1 max-lg:right-1 lg:relative lg:w-32 lg:gap-1">
          <WriteTo client={client} />
          <IconButton
            icon="chevronDown"
            label={t(isOpen ? 'group.hideStory' : 'group.story')}
            aria-expanded={isOpen}
            aria-controls={story}
            data-testid="row-story"
            className={`[&_svg]:transition-transform ${isOpen ? '[&_svg]:rotate-180' : ''}`}
            onClick={() => setOpen(!isOpen)}
          />
        </div>
      </div>
      <div id={story} hidden={!isOpen} className="border-t border-line bg-canvas px-4 py-3">
        {isOpen && <YearStory id={client.id} today={today} />}
      </div>
    </li>
  );
}

function Who({ client }: { client: Client }) {
  const { t } = useTranslation();
  return (
    <div className="min-w-0 max-lg:pr-38">
      <Go
        to={`/clients/${String(client.id)}`}
        className="block truncate font-medium text-ink after:absolute after:inset-0 hover:underline"
      >
        {client.name || t('clients.nameless')}
      </Go>
      <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1">
        <SegmentChip segment={client.segment} />
        {client.hasFutureBooking && (
          <span className="inline-flex items-center gap-1 text-xs font-medium text-blue">
            <Icon name="calendar" size={13} />
            {t('group.booked')}
          </span>
        )}
        {client.optedOut && (
          <span className="inline-flex items-center gap-1 text-xs font-medium text-red">
            <Icon name="stop" size={13} />
            {t('clients.optedOut')}
          </span>
        )}
      </div>
    </div>
  );
}

/** On a desk two columns, in the hand one line. */
function Fact({ value, hint }: { value: string; hint: string }) {
  return (
    <p className="tabular text-sm text-ink-2 lg:text-right lg:text-base">
      <span className="font-medium text-ink">{value}</span>{' '}
      <span className="text-ink-3 lg:block lg:text-sm">{hint}</span>
    </p>
  );
}

function Facts({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { money } = useFormats();
  return (
    <div className="max-lg:flex max-lg:flex-wrap max-lg:gap-x-4 lg:contents">
      <Fact
        value={client.daysSince === null ? '–' : t('group.days', { count: client.daysSince })}
        hint={t('group.away')}
      />
      <Fact value={money(client.spendMinor)} hint={t('group.visits', { count: client.visits })} />
    </div>
  );
}

function TrainingFacts({ client }: { client: Client }) {
  const { t } = useTranslation();
  const { date, money } = useFormats();
  return (
    <div className="max-lg:flex max-lg:flex-wrap max-lg:gap-x-4 lg:contents">
      <Fact value={money(client.spendMinor)} hint={t('group.spent')} />
      <Fact
        value={t('group.trainings', { count: client.ptVisits })}
        hint={client.lastPtOn === null ? '' : t('group.lastTraining', { date: date(client.lastPtOn) })}
      />
    </div>
  );
}
