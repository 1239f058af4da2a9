/** Through which segments a person went, newest first. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientDetail } from '../../../../../contracts/http/insight.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { useFormats } from '../../../platform/formats.ts';
import { MoveChips } from './move-chips.tsx';

const SHOWN = 4;

export function SegmentStory({ moves }: { moves: ClientDetail['segmentMoves'] }) {
  const { t } = useTranslation();
  const { date } = useFormats();
  const [isWhole, setWhole] = useState(false);
  const more = moves.length - SHOWN;
  return (
    <Card title={t('moved.title')} testId="segment-story">
      {moves.length === 0 ? (
        <p className="text-ink-2">{t('moved.none')}</p>
      ) : (
        <ol className="space-y-3">
          {(isWhole ? moves : moves.slice(0, SHOWN)).map(({ from, to, on }, index) => (
            <li key={index}>
              <p className="tabular mb-1 text-sm text-ink-3">
                <time dateTime={on}>{date(on)}</time>
              </p>
              <MoveChips from={from} to={to} />
            </li>
          ))}
        </ol>
      )}
      {more > 0 && !isWhole && (
        <Button size="sm" look="quiet" className="mt-3 -ml-2" onClick={() => setWhole(true)}>
          {t('moved.more', { count: more })}
        </Button>
      )}
    </Card>
  );
}
