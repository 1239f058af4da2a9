/** Buttons, and what makes a link look like one: one primary action on a page, the others quiet. */

import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'danger' | 'good';
type Size = 'sm' | 'md' | 'lg';

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-accent-ink border-transparent hover:bg-accent-hover',
  plain: 'bg-surface text-ink border-line-strong/60 hover:bg-hover hover:border-line-strong',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-red border-red-line hover:bg-red-soft',
  good: 'bg-green text-surface border-transparent hover:brightness-110 dark:text-canvas',
};
const SIZES: Record<Size, string> = {
  sm: 'h-8 px-2.5 text-sm gap-1.5',
  md: 'h-9 px-3.5 text-base gap-2 max-md:h-11',
  lg: 'h-11 px-5 text-base gap-2',
};

export function buttonClass(look: Look = 'plain', size: Size = 'md'): string {
  return `inline-flex items-center justify-center rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-50 disabled:cursor-not-allowed aria-disabled:opacity-50 ${LOOKS[look]} ${SIZES[size]}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: Size;
  icon?: IconName;
  busy?: boolean;
  shortcut?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'plain',
  size = 'md',
  icon,
  busy = false,
  shortcut,
  children,
  className = '',
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={`${buttonClass(look, size)} ${className}`}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} size={size === 'sm' ? 16 : 18} className="-ml-0.5" />}
      {children}
      {shortcut && (
        <kbd
          className="ml-0.5 rounded-[4px] border border-current/25 px-1 text-[11px] leading-4 font-medium opacity-75 max-md:hidden"
          aria-hidden="true"
        >
          {shortcut}
        </kbd>
      )}
    </button>
  );
}

/** A button that is only an icon: its name is read out and shown when pointed at. */
export function IconButton({
  icon,
  label,
  size = 18,
  className = '',
  ...rest
}: Omit<ButtonProps, 'size'> & { icon: IconName; label: string; size?: number }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`inline-flex size-9 items-center justify-center rounded-md text-ink-2 transition-colors hover:bg-hover hover:text-ink disabled:opacity-40 max-md:size-11 ${className}`}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}

export function Spinner() {
  return (
    <span
      className="size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent"
      aria-hidden="true"
    />
  );
}
