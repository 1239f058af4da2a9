/** The lazily fetched half of the day picker: a calendar for arrow keys and fingers, with shortcuts beside it. */

import { parseDate } from '@internationalized/date';
import type { ReactNode, RefObject } from 'react';
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Dialog,
  Heading,
  I18nProvider,
  Popover,
  RangeCalendar,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DayChoice, DaySpan } from './day-picker-props.ts';
import { Icon } from './icon.tsx';

interface CalendarPopoverProps extends DayChoice {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

export default function CalendarPopover(props: CalendarPopoverProps) {
  const { anchor, label, shortcuts, onChange, onClose } = props;
  const { i18n } = useTranslation();
  const choose = (next: DaySpan): void => {
    onChange(next);
    onClose();
  };
  return (
    <I18nProvider locale={i18n.language === 'en' ? 'en-GB' : i18n.language}>
      <Popover
        triggerRef={anchor}
        isOpen
        onOpenChange={(open) => !open && onClose()}
        placement="bottom end"
        offset={6}
        className="max-w-[calc(100vw-1.5rem)] animate-rise overflow-auto rounded-md border border-line bg-raised shadow-lift outline-none"
      >
        <Dialog aria-label={label} className="flex outline-none max-sm:flex-col" data-testid="calendar">
          <ul className="flex min-w-36 flex-col gap-0.5 border-line p-2 max-sm:flex-row max-sm:flex-wrap max-sm:border-b sm:border-r">
            {shortcuts.map((shortcut) => (
              <li key={shortcut.label}>
                <button
                  type="button"
                  className="h-8 w-full rounded-sm px-2.5 text-left text-sm whitespace-nowrap text-ink-2 hover:bg-hover hover:text-ink max-md:h-10"
                  onClick={() => choose(shortcut.value)}
                >
                  {shortcut.label}
                </button>
              </li>
            ))}
          </ul>
          <Month {...props} choose={choose} />
        </Dialog>
      </Popover>
    </I18nProvider>
  );
}

function Month({ label, value, mode, latest, choose }: CalendarPopoverProps & { choose: (next: DaySpan) => void }) {
  const shared = {
    'aria-label': label,
    className: 'mx-auto w-fit p-3',
    firstDayOfWeek: 'mon' as const,
    ...(latest === undefined ? {} : { maxValue: parseDate(latest) }),
  };
  if (mode === 'day')
    return (
      <Calendar
        {...shared}
        autoFocus
        value={parseDate(value.to)}
        onChange={(day) => choose({ from: day.toString(), to: day.toString() })}
      >
        <MonthGrid />
      </Calendar>
    );
  return (
    <RangeCalendar
      {...shared}
      autoFocus
      defaultFocusedValue={parseDate(value.to)}
      defaultValue={{ start: parseDate(value.from), end: parseDate(value.to) }}
      onChange={({ start, end }) => choose({ from: start.toString(), to: end.toString() })}
    >
      <MonthGrid isSpan />
    </RangeCalendar>
  );
}

function Step({ slot, children }: { slot: 'previous' | 'next'; children: ReactNode }) {
  return (
    <Button
      slot={slot}
      className="flex size-8 items-center justify-center rounded-sm text-ink-2 hover:bg-hover disabled:opacity-40 max-md:size-10"
    >
      {children}
    </Button>
  );
}

function MonthGrid({ isSpan = false }: { isSpan?: boolean }) {
  const chosen = isSpan
    ? 'data-selected:bg-accent-soft data-selected:text-accent-text data-selection-start:bg-accent data-selection-start:text-accent-ink data-selection-end:bg-accent data-selection-end:text-accent-ink'
    : 'data-selected:bg-accent data-selected:text-accent-ink';
  return (
    <>
      <header className="mb-2 flex items-center justify-between">
        <Step slot="previous">
          <Icon name="chevronLeft" size={17} />
        </Step>
        <Heading className="font-semibold text-ink" />
        <Step slot="next">
          <Icon name="chevronRight" size={17} />
        </Step>
      </header>
      <CalendarGrid weekdayStyle="short" className="border-separate border-spacing-y-0.5">
        <CalendarGridHeader>
          {(day) => <CalendarHeaderCell className="h-7 text-xs font-medium text-ink-3">{day}</CalendarHeaderCell>}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell
              date={date}
              className={`tabular flex size-9 cursor-pointer items-center justify-center rounded-sm text-sm text-ink outline-none hover:bg-hover data-disabled:cursor-default data-disabled:text-ink-3 data-disabled:opacity-50 data-disabled:hover:bg-transparent data-focus-visible:outline-2 data-focus-visible:outline-offset-1 data-focus-visible:outline-accent data-outside-month:hidden max-md:size-10 ${chosen}`}
            />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </>
  );
}
