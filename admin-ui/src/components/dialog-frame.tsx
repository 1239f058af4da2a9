/** The lazily fetched half of dialogs: focus stays inside, Escape and the backdrop close, the page behind is inert. */

import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import type { DialogProps } from './dialog-props.ts';

export default function DialogFrame({ onClose, title, wide = false, side = false, children, testId }: DialogProps) {
  const { t } = useTranslation();
  const place = side ? 'items-stretch justify-end' : 'items-center justify-center p-4 max-md:items-end max-md:p-0';
  const shape = side
    ? 'h-full w-full max-w-md md:border-l'
    : `w-full max-md:rounded-t-2xl max-md:pb-[env(safe-area-inset-bottom)] md:rounded-[12px] md:border ${wide ? 'md:max-w-2xl' : 'md:max-w-md'}`;
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className={`fixed inset-0 z-50 flex animate-fade bg-scrim ${place}`}
    >
      <Modal
        className={`max-h-[92dvh] animate-rise overflow-y-auto border-line bg-raised shadow-lift max-md:animate-sheet ${side ? 'max-h-none' : ''} ${shape}`}
      >
        <Dialog className="outline-none" data-testid={testId}>
          <header className="flex items-center gap-3 pt-4 pr-3 pl-5">
            <Heading slot="title" className="flex-1 text-lg font-semibold text-balance text-ink">
              {title}
            </Heading>
            <IconButton icon="cross" label={t('action.close')} onClick={onClose} />
          </header>
          <div className="px-5 pt-2 pb-5">{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
