/** A field with a long list behind it: typing narrows the list, arrows and Enter choose, and what is no choice is never kept. */

import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fitting, type SearchOption } from '../platform/fitting.ts';
import { inputClass, Labelled } from './field.tsx';
import { Icon } from './icon.tsx';

interface SearchSelectProps {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  value: string;
  options: readonly SearchOption[];
  onChange: (value: string) => void;
  disabled?: boolean;
  testId?: string;
}

export function SearchSelect({ label, help, error, value, options, onChange, disabled, testId }: SearchSelectProps) {
  const { t } = useTranslation();
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const isOpen = typed !== null;
  const chosen = options.find((option) => option.value === value);
  const shown = isOpen ? fitting(options, typed) : [];
  const choose = (option: SearchOption | undefined): void => {
    if (option) onChange(option.value);
    setTyped(null);
  };
  const open = (): void => {
    setTyped('');
    setActive(
      Math.max(
        0,
        fitting(options, '').findIndex((option) => option.value === value),
      ),
    );
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, isOpen]);
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setTyped(null);
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) return open();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + shown.length) % Math.max(1, shown.length));
    }
  };
  return (
    <Labelled id={id} label={label} help={help} error={error}>
      <div className="relative">
        <input
          id={id}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && shown[active] ? `${id}-${shown[active].value}` : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : help === undefined ? undefined : `${id}-help`}
          autoComplete="off"
          spellCheck={false}
          disabled={disabled}
          data-testid={testId}
          value={typed ?? chosen?.label ?? value}
          placeholder={isOpen ? (chosen?.label ?? t('company.search')) : undefined}
          onFocus={open}
          onClick={() => !isOpen && open()}
          onBlur={() => setTyped(null)}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={pressed}
          className={`h-10 pr-9 max-md:h-11 ${inputClass}`}
        />
        <Icon
          name={isOpen ? 'search' : 'chevronDown'}
          size={16}
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-ink-3"
        />
        <ul
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          hidden={!isOpen}
          className="absolute inset-x-0 top-full z-20 mt-1 max-h-72 overflow-y-auto rounded-md border border-line bg-raised py-1 shadow-lift"
        >
          {shown.map((option, index) => (
            <li
              key={option.value}
              id={`${id}-${option.value}`}
              role="option"
              aria-selected={index === active}
              data-value={option.value}
              // Before the field loses the focus, which closes the list.
              onMouseDown={(event) => {
                event.preventDefault();
                choose(option);
              }}
              className="flex min-h-9 cursor-pointer flex-wrap items-baseline gap-x-2 px-3 py-1.5 hover:bg-hover aria-selected:bg-sunken max-md:min-h-11"
            >
              <span className={option.value === value ? 'font-medium text-accent-text' : 'text-ink'}>
                {option.label}
              </span>
              {option.hint && <span className="text-sm text-ink-3">{option.hint}</span>}
            </li>
          ))}
          {isOpen && shown.length === 0 && (
            <li role="option" aria-selected="false" aria-disabled="true" className="px-3 py-2 text-ink-3">
              {t('company.nothingFound')}
            </li>
          )}
        </ul>
      </div>
    </Labelled>
  );
}
