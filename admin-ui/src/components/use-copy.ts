/** Copying for pasting elsewhere, and saying whether it worked. */

import { useTranslation } from 'react-i18next';
import { copyText } from '../platform/keys.ts';
import { toast } from './toast.tsx';

export function useCopy(): (text: string, done: string) => void {
  const { t } = useTranslation();
  return (text, done) =>
    void copyText(text).then((isCopied) =>
      toast(isCopied ? done : t('action.notCopied'), isCopied ? {} : { tone: 'trouble' }),
    );
}
