/** When and with whom a person likes to come, and how sure that is, in words. */

import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Card } from '../../../components/card.tsx';
import { sentenceOf, surenessOf } from './sureness.ts';

type Preferences = NonNullable<ClientDetail['preferences']>;

export function LikesCard({ preferences }: { preferences: ClientDetail['preferences'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('likes.title')} testId="likes">
      {preferences === null ? <p className="text-ink-2">{t('likes.none')}</p> : <Known preferences={preferences} />}
    </Card>
  );
}

function Known({ preferences }: { preferences: Preferences }) {
  const { t } = useTranslation();
  const { weekday, partOfDay, staff, service, visits } = preferences;
  const rows = [
    { name: t('likes.day'), value: weekday && t(`likes.weekdayOf.${String(weekday.value)}`), of: weekday },
    { name: t('likes.time'), value: partOfDay && t(`likes.partOf.${partOfDay.value}`), of: partOfDay },
    { name: t('likes.staff'), value: staff?.value, of: staff },
    { name: t('likes.service'), value: service?.value, of: service },
  ];
  return (
    <>
      <Sentence preferences={preferences} />
      <dl className="mt-3 space-y-2">
        {rows.map(
          ({ name, value, of }) =>
            of &&
            value && (
              <div key={name} className="grid grid-cols-[5rem_minmax(0,1fr)] items-baseline gap-x-3">
                <dt className="text-sm text-ink-3">{name}</dt>
                <dd className="min-w-0 text-ink">
                  {value} <span className="text-sm text-ink-3">· {t(`likes.sure.${surenessOf(of.confidence)}`)}</span>
                </dd>
              </div>
            ),
        )}
      </dl>
      <p className="mt-3 text-sm text-ink-3">{t('likes.from', { count: visits })}</p>
    </>
  );
}

function Sentence({ preferences }: { preferences: Preferences }) {
  const { t } = useTranslation();
  const told = sentenceOf(preferences);
  if (!told) return null;
  const weekday = told.weekday === null ? null : t(`likes.weekdayOf.${String(told.weekday)}`);
  const part = told.partOfDay === null ? null : t(`likes.partOf.${told.partOfDay}`);
  const when = weekday !== null && part !== null ? t('likes.when', { weekday, part }) : (weekday ?? part);
  const what =
    told.staff === null
      ? (when ?? '')
      : when === null
        ? t('likes.mostlyWith', { staff: told.staff })
        : t('likes.withStaff', { when, staff: told.staff });
  return (
    <p className="font-medium text-pretty text-ink first-letter:uppercase" data-testid="likes-sentence">
      {t('likes.sentence', { what, sureness: t(`likes.sure.${told.sureness}`) })}
    </p>
  );
}
