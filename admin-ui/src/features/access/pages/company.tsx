/** What the company is and where: confirmed by its owner, or told by the booking platform. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanySettings, CompanyUpdate } from '../../../../../contracts/http/company-settings.ts';
import { Button } from '../../../components/button.tsx';
import { Go } from '../../../components/go.tsx';
import { Page } from '../../../components/page.tsx';
import { SettingsTabs } from '../../../components/settings-tabs.tsx';
import { Notice, ProblemNote, SkeletonLines } from '../../../components/states.tsx';
import { toast } from '../../../components/toast.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { Problem } from '../../../platform/http.ts';
import { guessFrom, zoneWords } from '../../../platform/places.ts';
import { useMay } from '../../../platform/session.ts';
import { useCompany, useSaveCompany } from '../api/company.ts';
import { CompanyCard } from '../components/company-card.tsx';

export function CompanyPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useCompany();
  return (
    <Page title={t('nav.settings')}>
      <SettingsTabs />
      {error && !data && <ProblemNote failure={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonLines lines={8} />}
      {data && <CompanyForm company={data} />}
    </Page>
  );
}

function CompanyForm({ company }: { company: CompanySettings }) {
  const { t } = useTranslation();
  const mayChange = useMay('change_settings');
  const [changes, setChanges] = useState<Partial<CompanyUpdate>>({});
  const [base, setBase] = useState(company);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [hasConflict, setConflict] = useState(false);
  const [isRecounting, setRecounting] = useState(false);
  const isDirty = Object.keys(changes).length > 0;
  // While nothing is typed the form follows the database; afterwards it keeps the version it began from.
  const from = isDirty ? base : company;
  const { name, timeZone, country, currency, version } = from;
  const language = from.language as CompanyUpdate['language'];
  const value: CompanyUpdate = { name, timeZone, country, currency, language, version, ...changes };
  const start = (next: Partial<CompanyUpdate>): void => {
    setChanges(next);
    setWrong([]);
    setConflict(false);
  };
  const saving = useSaveCompany({
    done: (saved) => {
      setRecounting(saved.timeZone !== from.timeZone);
      start({});
      toast(t(isDirty ? 'company.saved' : 'company.confirmed'));
    },
    refused: (failure) => {
      if (!(failure instanceof Problem)) return false;
      setConflict(failure.code === 'version_conflict');
      const paths = failure.code === 'time_zone_unknown' ? ['timeZone'] : failure.issues.map(({ path }) => path);
      setWrong(paths);
      return failure.code === 'version_conflict' || paths.length > 0;
    },
  });
  return (
    <div className="max-w-2xl space-y-4">
      <Notices company={company} isRecounting={isRecounting} take={(guess) => start({ ...changes, ...guess })} />
      {hasConflict && (
        <div role="alert">
          <Notice
            tone="trouble"
            action={
              <Button size="sm" onClick={() => start({})}>
                {t('settings.takeTheirs')}
              </Button>
            }
          >
            {t('problem.code.version_conflict')}
          </Notice>
        </div>
      )}
      <CompanyCard
        company={from}
        value={value}
        change={(patch) => {
          if (!isDirty) setBase(company);
          start({ ...changes, ...patch });
        }}
        wrong={wrong}
        mayChange={mayChange}
        isDirty={isDirty}
        isBusy={saving.isPending}
        save={() => saving.mutate(value)}
        discard={() => start({})}
      />
    </div>
  );
}

interface NoticesProps {
  company: CompanySettings;
  isRecounting: boolean;
  take: (guess: Partial<CompanyUpdate>) => void;
}

function Notices({ company, isRecounting, take }: NoticesProps) {
  const { t } = useTranslation();
  const mayChange = useMay('change_settings');
  const { date } = useFormats();
  const guess = company.confirmedAt === null && mayChange ? guessFrom(company) : null;
  if (company.fedBy === 'platform')
    return (
      <div data-testid="company-kept">
        <Notice>{t('company.fromPlatform')}</Notice>
      </div>
    );
  return (
    <>
      {!mayChange && <Notice>{t('company.readOnly')}</Notice>}
      {isRecounting && (
        <div role="status" data-testid="company-recounting">
          <Notice tone="waiting" action={<Go to="/insight">{t('company.seeNumbers')}</Go>}>
            {t('company.recounting')}
          </Notice>
        </div>
      )}
      {company.confirmedAt === null ? (
        <div data-testid="company-unconfirmed">
          <Notice
            tone="waiting"
            action={
              guess && (
                <Button size="sm" onClick={() => take(guess)} data-testid="company-guess">
                  {t('company.useGuess')}
                </Button>
              )
            }
          >
            <p className="font-medium">{t('company.unconfirmedTitle')}</p>
            <p className="text-ink-2">
              {t('company.unconfirmed')} {guess && t('company.guess', { zone: zoneWords(guess.timeZone) })}
            </p>
          </Notice>
        </div>
      ) : (
        <p className="text-sm text-ink-3" data-testid="company-confirmed">
          {t('company.confirmedBy', { date: date(company.confirmedAt), name: company.confirmedBy ?? '' })}
        </p>
      )}
    </>
  );
}
