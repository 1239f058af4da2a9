/** "Later": until when a message may be put off, on the club's own clock. */

import { useTranslation } from 'react-i18next';
import { buttonClass } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { MenuButton } from '../../../components/menu.tsx';
import { useFormats } from '../../../platform/formats.ts';
import type { Deciding } from './deciding.ts';

export function SnoozeMenu({ deciding }: { deciding: Deciding }) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  return (
    <MenuButton
      label={t('approvals.later')}
      testId="snooze"
      className={`${buttonClass('quiet')} max-md:size-11 max-md:px-0`}
      items={deciding.snoozeTimes.map(({ snooze, until }) => ({
        id: snooze,
        label: t(`approvals.snooze.${snooze}`),
        hint: moment(until),
        icon: 'clock',
        act: () => deciding.snooze(snooze),
      }))}
    >
      <Icon name="clock" size={18} className="-ml-0.5 max-md:ml-0" />
      <span className="max-md:sr-only">{t('approvals.later')}</span>
      <kbd
        className="ml-0.5 rounded-[4px] border border-current/25 px-1 text-[11px] leading-4 font-medium opacity-75 max-md:hidden"
        aria-hidden="true"
      >
        S
      </kbd>
    </MenuButton>
  );
}
