/** Takes the whole list away as CSV, as it is filtered and sorted on the page: the browser downloads it, nothing of it passes through here. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asQuery, mayGet } from '../../platform/http.ts';
import type { ListState } from '../../platform/list-state.ts';
import { useMay, useSession } from '../../platform/session.ts';
import { IconButton } from '../button.tsx';
import { useProblemWords } from '../states.tsx';
import { toast } from '../toast.tsx';

/**
 * `file` is the list's address with `.csv`: `/clients.csv`; `state` holds the page's filters; `needs` is the permission of that route.
 * `label` says what is taken away where that is not the list right beneath.
 */
export function ExportAction({
  file,
  state,
  needs = 'see_people',
  label,
  testId = 'export',
}: {
  file: string;
  state: Pick<ListState, 'query'>;
  needs?: string;
  label?: string;
  testId?: string;
}) {
  const { t } = useTranslation();
  const { api } = useSession();
  const words = useProblemWords();
  const may = useMay(needs);
  const [isAsking, setAsking] = useState(false);

  const download = async (): Promise<void> => {
    const { page: _page, pageSize: _pageSize, ...asked } = state.query;
    const address = api + file + asQuery(asked);
    setAsking(true);
    try {
      // A download that is refused says nothing on the page, so the question comes first.
      await mayGet(address);
      const link = document.createElement('a');
      link.href = address;
      link.download = '';
      link.click();
      toast(t('table.exporting'), { tone: 'info' });
    } catch (failure) {
      const { title, detail } = words(failure);
      toast(title, { tone: 'trouble', detail });
    } finally {
      setAsking(false);
    }
  };

  return (
    <IconButton
      icon="download"
      label={may ? (label ?? t('action.export')) : t('table.mayNotExport')}
      className="max-md:hidden"
      disabled={isAsking || !may}
      data-testid={testId}
      onClick={() => void download()}
    />
  );
}
