/** Form fields: a visible label, help beneath, and the refusal where it belongs. */

import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { Icon } from './icon.tsx';

export const inputClass =
  'w-full rounded-md border border-line-strong bg-surface px-3 text-ink placeholder:text-ink-3 transition-colors hover:border-ink-3 focus:border-accent focus:outline-2 focus:outline-accent focus:-outline-offset-1 disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-red max-md:text-base';

interface Shared {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  hideLabel?: boolean;
}

export function Labelled({
  id,
  label,
  help,
  error,
  hideLabel = false,
  children,
}: Shared & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1.5 block text-sm font-medium text-ink'}>
        {label}
      </label>
      {children}
      {help !== undefined && !error && (
        <p id={`${id}-help`} className="mt-1.5 text-sm text-pretty text-ink-3">
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1.5 flex items-start gap-1.5 text-sm text-red">
          <Icon name="warning" size={15} className="mt-0.5" />
          {error}
        </p>
      )}
    </div>
  );
}

const describes = (id: string, help: ReactNode, error: string | undefined): string | undefined =>
  error ? `${id}-error` : help === undefined ? undefined : `${id}-help`;

export function TextField({
  label,
  help,
  error,
  hideLabel = false,
  suffix,
  className = '',
  ...rest
}: Shared & InputHTMLAttributes<HTMLInputElement> & { suffix?: string; ref?: Ref<HTMLInputElement> }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} error={error} hideLabel={hideLabel}>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={describes(id, help, error)}
          {...rest}
          className={`h-10 max-md:h-11 ${inputClass} ${suffix ? 'pr-12' : ''} ${className}`}
        />
        {suffix && (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-sm text-ink-3">
            {suffix}
          </span>
        )}
      </div>
    </Labelled>
  );
}

export function TextArea({
  label,
  help,
  error,
  hideLabel = false,
  className = '',
  ...rest
}: Shared & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> }) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} error={error} hideLabel={hideLabel}>
      <textarea
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describes(id, help, error)}
        rows={3}
        {...rest}
        className={`py-2 ${inputClass} ${className}`}
      />
    </Labelled>
  );
}

/** The system's own list: the best one on a phone, and known to every keyboard. */
export function SelectField({
  label,
  help,
  error,
  hideLabel = false,
  children,
  className = '',
  ...rest
}: Shared & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Labelled id={id} label={label} help={help} error={error} hideLabel={hideLabel}>
      <div className="relative">
        <select
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={describes(id, help, error)}
          {...rest}
          className={`h-10 appearance-none pr-9 max-md:h-11 ${inputClass} ${className}`}
        >
          {children}
        </select>
        <Icon
          name="chevronDown"
          size={16}
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-ink-3"
        />
      </div>
    </Labelled>
  );
}

export function Switch({
  label,
  help,
  checked,
  onChange,
  disabled = false,
  testId,
}: {
  label: string;
  help?: ReactNode;
  checked: boolean;
  onChange: (next: boolean) => void;
  disabled?: boolean;
  testId?: string;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <button
        type="button"
        role="switch"
        id={id}
        aria-checked={checked}
        aria-labelledby={`${id}-label`}
        disabled={disabled}
        data-testid={testId}
        onClick={() => onChange(!checked)}
        className={`relative mt-px h-6 w-10 shrink-0 rounded-full border transition-colors disabled:opacity-50 ${checked ? 'border-accent bg-accent' : 'border-line-strong bg-sunken'}`}
      >
        <span
          className={`absolute top-1/2 left-[3px] size-4 -translate-y-1/2 rounded-full transition-transform ${checked ? 'translate-x-4 bg-accent-ink' : 'bg-ink-3'}`}
        />
      </button>
      <div className="min-w-0">
        <label id={`${id}-label`} htmlFor={id} className="font-medium text-ink">
          {label}
        </label>
        {help !== undefined && <p className="text-sm text-pretty text-ink-3">{help}</p>}
      </div>
    </div>
  );
}

/** A few exclusive choices side by side. */
export function Choice<Value extends string>({
  label,
  hideLabel = false,
  value,
  options,
  onChange,
  disabled = false,
}: {
  label: string;
  hideLabel?: boolean;
  value: Value;
  options: { value: Value; label: string }[];
  onChange: (next: Value) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <fieldset disabled={disabled} className="min-w-0">
      <legend className={hideLabel ? 'sr-only' : 'mb-1.5 text-sm font-medium text-ink'}>{label}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-0.5 rounded-md border border-line bg-sunken p-0.5">
        {options.map((option) => (
          <label key={option.value} className="cursor-pointer">
            <input
              type="radio"
              className="peer sr-only"
              name={id}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span className="flex h-8 items-center rounded-sm border border-transparent px-3 text-sm font-medium text-ink-2 peer-checked:border-line peer-checked:bg-surface peer-checked:text-ink peer-checked:shadow-shade peer-focus-visible:outline-2 peer-focus-visible:outline-accent max-md:h-10">
              {option.label}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
