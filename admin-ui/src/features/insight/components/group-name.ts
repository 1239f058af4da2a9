/** What a group of people is called where numbers and segments stand side by side: some of them have the same plain name. */

import { useTranslation } from 'react-i18next';
import { segmentOf } from './metric-groups.ts';
import { useNumberWords } from './number-words.ts';
import type { GroupKey } from './people-groups.ts';

export function useGroupName(): (key: GroupKey) => string {
  const { t } = useTranslation();
  const words = useNumberWords();
  return (key) => (segmentOf(key) === null ? words.name(key) : t('group.segment', { name: words.name(key) }));
}
