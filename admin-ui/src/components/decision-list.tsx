/** A few decisions beneath each other, newest first: on a person's page and on a message's. */

import type { Decision } from '../../../contracts/http/campaigns.ts';
import { useFormats } from '../platform/formats.ts';
import { useDecisionWords } from './decision-words.ts';
import { Go } from './go.tsx';

export function DecisionList({ decisions, linked = false }: { decisions: Decision[]; linked?: boolean }) {
  const { brief, moment } = useFormats();
  const words = useDecisionWords();
  return (
    <ul className="space-y-1.5">
      {decisions.map((item) => (
        <li key={item.id} className="flex items-baseline gap-3" data-testid={`decided-${item.decision}`}>
          <time
            dateTime={item.createdAt}
            title={moment(item.createdAt)}
            className="tabular w-14 shrink-0 text-sm text-ink-3"
          >
            {brief(item.createdAt)}
          </time>
          <span className="min-w-0 flex-1 text-pretty text-ink-2">
            {linked && item.messageId !== null ? (
              <Go to={`/messages/${String(item.messageId)}`} className="text-ink hover:underline">
                {words(item)}
              </Go>
            ) : (
              words(item)
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
