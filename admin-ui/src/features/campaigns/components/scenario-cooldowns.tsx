/** How long a person is left alone after an occasion: for everybody, and for segments that have a length of their own. */

import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { SelectField, TextField } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import type { ScenarioForm, Segment } from './scenario-form.ts';

const SEGMENTS = [
  'pt_cancellations',
  'vip_members',
  'trial_dropoffs',
  'lost_clients',
  'nearly_lost',
  'going_silent',
  'at_risk',
  'regular_members',
] as const satisfies Segment[];

interface CooldownsProps {
  /** Null: nothing is repeated, so there is nothing to set. */
  usualDays: number | null;
  form: ScenarioForm;
  wrong: readonly string[];
  change: (patch: Partial<ScenarioForm>) => void;
  mayChange: boolean;
}

export function Cooldowns({ usualDays, form, wrong, change, mayChange }: CooldownsProps) {
  const { t } = useTranslation();
  if (usualDays === null) return <p className="text-sm text-pretty text-ink-2">{t('occasions.once')}</p>;
  const error = (field: string) => (wrong.includes(field) ? { error: t('occasions.wrongDays') } : {});
  const free = SEGMENTS.filter((segment) => !form.bySegment.some((one) => one.segment === segment));
  const [next] = free;
  return (
    <div className="space-y-4">
      <div className="max-w-72">
        <TextField
          label={t('occasions.cooldown')}
          help={t('occasions.cooldownHelp', { days: t('rules.days', { count: usualDays }) })}
          {...error('cooldown')}
          inputMode="numeric"
          suffix={t('rules.dayUnit')}
          placeholder={String(usualDays)}
          value={form.cooldown}
          onChange={(event) => change({ cooldown: event.target.value })}
          disabled={!mayChange}
          data-testid="cooldown"
        />
      </div>
      {form.bySegment.length > 0 && (
        <ul className="space-y-2" data-testid="cooldown-by-segment">
          {form.bySegment.map((row) => (
            <SegmentRow
              key={row.segment}
              row={row}
              free={free}
              error={error(row.segment)}
              mayChange={mayChange}
              change={(changed) =>
                change({
                  bySegment: form.bySegment.flatMap((one) =>
                    one.segment !== row.segment ? [one] : changed === null ? [] : [changed],
                  ),
                })
              }
            />
          ))}
        </ul>
      )}
      {mayChange && next !== undefined && (
        <Button
          size="sm"
          icon="plus"
          onClick={() => change({ bySegment: [...form.bySegment, { segment: next, days: String(usualDays) }] })}
          data-testid="add-segment"
        >
          {t(form.bySegment.length === 0 ? 'occasions.bySegment' : 'occasions.addSegment')}
        </Button>
      )}
    </div>
  );
}

type Row = ScenarioForm['bySegment'][number];
interface SegmentRowProps {
  row: Row;
  free: readonly Segment[];
  error: { error?: string };
  mayChange: boolean;
  change: (next: Row | null) => void;
}

function SegmentRow({ row, free, error, mayChange, change }: SegmentRowProps) {
  const { t } = useTranslation();
  const name = t(`segment.${row.segment}`);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_7.5rem_2.75rem] items-start gap-2">
      <SelectField
        label={t('occasions.segment')}
        hideLabel
        value={row.segment}
        disabled={!mayChange}
        onChange={(event) => change({ ...row, segment: event.target.value as Segment })}
      >
        {[row.segment, ...free].map((segment) => (
          <option key={segment} value={segment}>
            {t(`segment.${segment}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={`${t('occasions.cooldown')}: ${name}`}
        hideLabel
        {...error}
        inputMode="numeric"
        suffix={t('rules.dayUnit')}
        value={row.days}
        onChange={(event) => change({ ...row, days: event.target.value })}
        disabled={!mayChange}
      />
      {mayChange && (
        <button
          type="button"
          aria-label={t('occasions.removeSegment', { segment: name })}
          className="flex size-10 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink max-md:size-11"
          onClick={() => change(null)}
        >
          <Icon name="cross" size={16} />
        </button>
      )}
    </li>
  );
}
