/** A small "i" that explains a word or a number: on hover, on focus, and by a tap; a screen reader hears it as the button's description. */

import { lazy, Suspense, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

const load = () => import('./info-popover.tsx');
const InfoPopover = lazy(load);
/** Long enough to pass over without opening, or to reach the words themselves. */
const OPEN_MS = 120;
const CLOSE_MS = 180;

export function InfoTip({
  label,
  children,
  className = '',
}: {
  label: string;
  children: ReactNode;
  className?: string;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const soon = (next: boolean): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), next ? OPEN_MS : CLOSE_MS);
  };
  const now = (next: boolean): void => {
    clearTimeout(timer.current);
    setOpen(next);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-describedby={id}
        data-testid="info-tip"
        className={`relative z-10 inline-flex size-6 shrink-0 items-center justify-center rounded-full text-ink-3 hover:bg-hover hover:text-ink ${className}`}
        onPointerEnter={(event) => {
          void load();
          if (event.pointerType === 'mouse') soon(true);
        }}
        onPointerLeave={(event) => event.pointerType === 'mouse' && soon(false)}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && now(true)}
        onBlur={() => now(false)}
        onClick={() => now(true)}
        onKeyDown={(event) => event.key === 'Escape' && now(false)}
      >
        <Icon name="info" size={15} />
      </button>
      <span id={id} hidden>
        {children}
      </span>
      {isOpen && (
        <Suspense fallback={null}>
          <InfoPopover
            anchor={button}
            onClose={() => now(false)}
            onEnter={() => clearTimeout(timer.current)}
            onLeave={() => soon(false)}
          >
            {children}
          </InfoPopover>
        </Suspense>
      )}
    </>
  );
}
