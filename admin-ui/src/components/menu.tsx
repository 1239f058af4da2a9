/** A button that opens a menu; the menu itself is fetched when a hand or the focus comes near. */

import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import type { MenuItem } from './menu-item.ts';

const load = () => import('./menu-list.tsx');
const MenuList = lazy(load);

interface MenuButtonProps {
  label: string;
  items: MenuItem[];
  children: ReactNode;
  className?: string;
  testId?: string;
  /** Shown above the items: who is signed in, for instance. */
  head?: ReactNode;
}

export function MenuButton({ label, items, children, className = '', testId, head }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const near = (): void => void load();
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        data-testid={testId}
        className={className}
        onPointerEnter={near}
        onFocus={near}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            setOpen(true);
          }
        }}
      >
        {children}
      </button>
      {open && (
        <Suspense fallback={null}>
          <MenuList anchor={button} label={label} items={items} head={head} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
