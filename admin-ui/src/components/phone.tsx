/** The client's phone as it will look: the club's chat, our bubbles with their ticks, the client's answers. */

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

export function PhoneFrame({
  name,
  children,
  className = '',
}: {
  name: string;
  children: ReactNode;
  className?: string;
}) {
  const { t } = useTranslation();
  return (
    <figure
      className={`mx-auto w-full max-w-[360px] overflow-hidden rounded-[28px] border-[6px] border-ink/85 bg-chat shadow-lift dark:border-line ${className}`}
      aria-label={t('phone.label')}
    >
      <figcaption className="flex items-center gap-2.5 bg-chat-bar px-4 py-2.5 text-chat-bar-ink">
        <span
          aria-hidden="true"
          className="flex size-8 items-center justify-center rounded-full bg-white/20 font-semibold uppercase"
        >
          {name.slice(0, 1)}
        </span>
        <span className="min-w-0">
          <span className="block truncate font-semibold">{name}</span>
          <span className="block text-xs opacity-90">{t('phone.business')}</span>
        </span>
      </figcaption>
      <div className="flex min-h-[300px] flex-col justify-end gap-2 px-3 py-4">{children}</div>
    </figure>
  );
}

const TICKS: Record<string, [string, string]> = {
  queued: ['clock', ''],
  waiting: ['clock', ''],
  sending: ['clock', ''],
  sent: ['check', ''],
  delivered: ['approvals', ''],
  read: ['approvals', 'text-blue'],
};

export function Bubble({
  ours,
  children,
  time,
  status,
  dim = false,
}: {
  ours: boolean;
  children: ReactNode;
  time?: string | undefined;
  status?: string | undefined;
  dim?: boolean;
}) {
  const { t } = useTranslation();
  const tick = status === undefined ? undefined : TICKS[status];
  return (
    <div
      className={`w-fit max-w-[88%] rounded-[10px] px-3 py-2 text-bubble-ink shadow-shade ${ours ? 'self-end rounded-br-[3px] bg-bubble-ours' : 'self-start rounded-bl-[3px] bg-bubble-theirs'} ${dim ? 'opacity-60' : ''}`}
    >
      <div className="break-words whitespace-pre-wrap">{children}</div>
      {(time !== undefined || status !== undefined) && (
        <div className="tabular mt-0.5 flex items-center justify-end gap-1 text-xs text-bubble-ink-2">
          {status !== undefined && !tick && <span>{t(`messageStatus.${status}`, { defaultValue: status })}</span>}
          {time}
          {tick && (
            <span className={tick[1]}>
              <Icon name={tick[0] as 'check'} size={15} />
              <span className="sr-only">{t(`messageStatus.${status ?? ''}`)}</span>
            </span>
          )}
        </div>
      )}
    </div>
  );
}

const PLACE = /\{\{(\d+)\}\}/g;
export type Part = { fixed: string } | { variable: number };

/** The template's body as its fixed words and the places of its variables. */
export function partsOf(body: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const place of body.matchAll(PLACE)) {
    if (place.index > from) parts.push({ fixed: body.slice(from, place.index) });
    parts.push({ variable: Number(place[1]) - 1 });
    from = place.index + place[0].length;
  }
  if (from < body.length) parts.push({ fixed: body.slice(from) });
  return parts;
}

/** Writing inside the bubble: the approved words stand fast, the variables are free, one line each. */
export function TemplateEditor({
  body,
  names,
  values,
  onChange,
  limit = 500,
  autoFocus = true,
}: {
  body: string;
  names: string[];
  values: string[];
  onChange: (values: string[]) => void;
  limit?: number;
  autoFocus?: boolean;
}) {
  const { t } = useTranslation();
  const last = values.length - 1;
  return (
    <span>
      {partsOf(body).map((part, index) =>
        'fixed' in part ? (
          <span key={index} className="text-bubble-ink-2" title={t('phone.locked')}>
            {part.fixed}
          </span>
        ) : (
          <textarea
            key={index}
            aria-label={t(`variable.${names[part.variable] ?? ''}`, {
              defaultValue: t('phone.variable', { number: part.variable + 1 }),
            })}
            value={values[part.variable] ?? ''}
            maxLength={limit}
            rows={1}
            autoFocus={autoFocus && part.variable === last}
            data-testid={`variable-${String(part.variable + 1)}`}
            onKeyDown={(event) => event.key === 'Enter' && !event.metaKey && !event.ctrlKey && event.preventDefault()}
            onChange={(event) =>
              onChange(
                values.map((value, at) =>
                  at === part.variable ? event.target.value.replaceAll(/[\r\n\t]+/g, ' ') : value,
                ),
              )
            }
            className="field-sizing-content max-w-full min-w-10 resize-none rounded-[4px] bg-surface px-1.5 py-0.5 align-bottom leading-snug text-ink ring-1 ring-line-strong outline-none focus:ring-2 focus:ring-accent"
          />
        ),
      )}
    </span>
  );
}
