/** A button with a day, or with a first and a last day, that opens a calendar; the calendar is fetched when a hand comes near. */

import { lazy, Suspense, useRef, useState } from 'react';
import { buttonClass } from './button.tsx';
import type { DayChoice } from './day-picker-props.ts';
import { Icon } from './icon.tsx';

const load = () => import('./calendar-popover.tsx');
const CalendarPopover = lazy(load);

interface DayPickerProps extends DayChoice {
  /** As shown on the button. */
  words: string;
  testId?: string;
}

export function DayPicker({ label, words, testId, ...rest }: DayPickerProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        data-testid={testId}
        className={buttonClass('plain', 'md')}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="calendar" size={17} className="-ml-0.5 text-ink-3" />
        <span className="sr-only">{label}: </span>
        <span className="tabular">{words}</span>
        <Icon name="chevronDown" size={15} className="-mr-1 text-ink-3" />
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <CalendarPopover anchor={button} label={label} onClose={() => setOpen(false)} {...rest} />
        </Suspense>
      )}
    </>
  );
}
