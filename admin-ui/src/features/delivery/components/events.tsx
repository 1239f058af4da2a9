/** The life of a message, oldest first, a sentence for every fact. */

import { useTranslation } from 'react-i18next';
import type { MessageEvent } from '../../../../../contracts/http/delivery.ts';
import { Card } from '../../../components/card.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { useReasonWords } from '../../../platform/reasons.ts';

const COLOURS: [RegExp, string][] = [
  [/dead|fail|unknown|reject|refus/, 'bg-red'],
  [/deliver|read|approved|sent/, 'bg-green'],
  [/wait|await|held|expire/, 'bg-amber'],
];
const colourOf = (kind: string): string => COLOURS.find(([words]) => words.test(kind))?.[1] ?? 'bg-blue';

export function Events({ events }: { events: MessageEvent[] }) {
  const { t } = useTranslation();
  const { time, day } = useFormats();
  const words = useReasonWords('event');
  const reason = useReasonWords('wait');
  return (
    <Card title={t('messages.story')} testId="events">
      {events.length === 0 && <p className="text-ink-2">{t('messages.noStory')}</p>}
      <ol>
        {events.map((event, index) => {
          const because = event.details['reason'] ?? event.details['code'];
          const isNewDay = index === 0 || day(event.at) !== day(events[index - 1]?.at ?? event.at);
          return (
            <li key={event.id} data-testid={`event-${event.kind}`}>
              {isNewDay && (
                <p className={`text-sm font-medium text-ink-3 ${index === 0 ? 'pb-1.5' : 'pt-3 pb-1.5'}`}>
                  {day(event.at)}
                </p>
              )}
              <div className="flex items-baseline gap-3 py-1">
                <time dateTime={event.at} className="tabular w-11 shrink-0 text-sm text-ink-3">
                  {time(event.at)}
                </time>
                <span
                  aria-hidden="true"
                  className={`size-2 shrink-0 -translate-y-px rounded-full ${colourOf(event.kind)}`}
                />
                <p className="min-w-0 flex-1 text-pretty">
                  {words(event.kind, event.details)}
                  {event.actorLabel && <span className="text-ink-2"> · {event.actorLabel}</span>}
                  {typeof because === 'string' && <span className="text-ink-2"> · {reason(because)}</span>}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
