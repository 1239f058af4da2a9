/** What stands above a list: the search, filter chips kept in the URL, and the export. */

import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveCsv, type CsvCell } from '../../platform/csv.ts';
import type { ListState } from '../../platform/list-state.ts';
import { IconButton } from '../button.tsx';
import { inputClass } from '../field.tsx';
import { Icon } from '../icon.tsx';

const PAUSE_MS = 250;

export function SearchBox({ state, label }: { state: ListState; label: string }) {
  const [words, setWords] = useState(state.q);
  const typed = useRef(state.q);
  const { t } = useTranslation();
  // The URL is the truth (Back changes it); typing is sent after a short pause.
  useEffect(() => {
    if (state.q !== typed.current) {
      typed.current = state.q;
      setWords(state.q);
    }
  }, [state.q]);
  useEffect(() => {
    if (words.trim() === typed.current) return undefined;
    const timer = setTimeout(() => {
      typed.current = words.trim();
      state.change({ q: words.trim() });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words, state]);
  return (
    <div className="relative w-full md:w-72">
      <Icon
        name="search"
        size={17}
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-3"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        data-testid="list-search"
        className={`h-9 pl-9 max-md:h-11 [&::-webkit-search-cancel-button]:hidden ${inputClass} ${words ? 'pr-9' : ''}`}
      />
      {words && (
        <button
          type="button"
          aria-label={t('action.clear')}
          className="absolute top-1/2 right-1 flex size-8 -translate-y-1/2 items-center justify-center rounded-sm text-ink-3 hover:text-ink"
          onClick={() => setWords('')}
        >
          <Icon name="cross" size={15} />
        </button>
      )}
    </div>
  );
}

/** One filter as a row of chips; pressing the chosen one again takes it away. */
export function FilterChips({
  state,
  name,
  label,
  options,
}: {
  state: ListState;
  name: string;
  label: string;
  options: { value: string; label: string; count?: number }[];
}) {
  const chosen = state.filter(name);
  return (
    <div
      role="group"
      aria-label={label}
      className="-mx-4 flex max-w-[100vw] gap-1.5 overflow-x-auto px-4 py-0.5 [scrollbar-width:none] md:mx-0 md:flex-wrap md:px-0"
    >
      {options.map((option) => {
        const isChosen = chosen === option.value;
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={isChosen}
            data-testid={`filter-${option.value || 'all'}`}
            onClick={() => state.change({ [name]: isChosen ? '' : option.value })}
            className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border border-line bg-surface px-3 text-sm text-ink-2 transition-colors hover:bg-hover hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent-text max-md:h-9"
          >
            {option.label}
            {option.count !== undefined && <span className="tabular opacity-75">{option.count}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** Writes rows as CSV for a spreadsheet. */
export function ExportButton({ name, rows }: { name: string; rows: () => Promise<CsvCell[][]> }) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      saveCsv(name, await rows());
    } finally {
      setBusy(false);
    }
  };
  return (
    <IconButton
      icon="download"
      className="max-md:hidden"
      label={t('action.export')}
      disabled={isBusy}
      onClick={() => void save()}
    />
  );
}
