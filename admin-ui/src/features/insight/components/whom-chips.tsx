/** What a list of people is narrowed to, as chips that are taken away by pressing them. */

import { useTranslation } from 'react-i18next';
import { RemovableChip } from '../../../components/chip.tsx';
import type { ListState } from '../../../platform/list-state.ts';
import type { Narrowed } from './whom.ts';
import { useNarrowedWords } from './whom-words.ts';

export function WhomChips({ narrowed, state }: { narrowed: readonly Narrowed[]; state: ListState }) {
  const { t } = useTranslation();
  const words = useNarrowedWords();
  if (narrowed.length === 0) return null;
  const without = (gone: readonly Narrowed[]) => () =>
    state.change(Object.fromEntries(gone.flatMap(({ clears }) => clears).map((key) => [key, undefined])));
  return (
    <div role="group" aria-label={t('whom.filters')} className="mb-4 flex flex-wrap items-center gap-1.5">
      {narrowed.map((one) => (
        <RemovableChip
          key={one.key}
          label={t('whom.remove', { filter: words(one) })}
          testId={`whom-${one.key}`}
          onRemove={without([one])}
        >
          {words(one)}
        </RemovableChip>
      ))}
      {narrowed.length > 1 && (
        <button
          type="button"
          data-testid="whom-clear"
          className="h-8 rounded-full px-2.5 text-sm text-ink-2 underline-offset-2 hover:text-ink hover:underline max-md:h-9"
          onClick={without(narrowed)}
        >
          {t('whom.clear')}
        </button>
      )}
    </div>
  );
}
