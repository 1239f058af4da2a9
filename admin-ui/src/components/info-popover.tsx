/** The lazily fetched half of the explanations: finds its place beside the button and never takes the focus. */

import type { ReactNode, RefObject } from 'react';
import { Popover } from 'react-aria-components';

interface InfoPopoverProps {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
  onEnter: () => void;
  onLeave: () => void;
  children: ReactNode;
}

export default function InfoPopover({ anchor, onClose, onEnter, onLeave, children }: InfoPopoverProps) {
  return (
    <Popover
      triggerRef={anchor}
      isOpen
      isNonModal
      onOpenChange={(open) => !open && onClose()}
      placement="bottom start"
      offset={6}
      className="z-50 max-w-80 animate-fade rounded-md border border-line bg-raised px-3 py-2.5 text-sm text-pretty text-ink-2 shadow-lift outline-none"
    >
      {/* A screen reader has heard these words as the button's description. */}
      <div aria-hidden="true" data-testid="info-words" onPointerEnter={onEnter} onPointerLeave={onLeave}>
        {children}
      </div>
    </Popover>
  );
}
