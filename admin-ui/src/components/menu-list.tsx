/** The lazily fetched half of menus: arrow keys, typing ahead, closing by Escape or a press outside. */

import type { ReactNode, RefObject } from 'react';
import { Menu, MenuItem as Item, Popover } from 'react-aria-components';
import { Icon } from './icon.tsx';
import type { MenuItem } from './menu-item.ts';

interface MenuListProps {
  anchor: RefObject<HTMLButtonElement | null>;
  label: string;
  items: MenuItem[];
  head?: ReactNode;
  onClose: () => void;
}

export default function MenuList({ anchor, label, items, head, onClose }: MenuListProps) {
  return (
    <Popover
      aria-label={label}
      triggerRef={anchor}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      placement="bottom end"
      offset={6}
      className="min-w-52 animate-rise overflow-auto rounded-md border border-line bg-raised p-1 shadow-lift outline-none"
    >
      {head}
      <Menu
        aria-label={label}
        autoFocus="first"
        onClose={onClose}
        className="outline-none"
        onAction={(key) => items.find((item) => item.id === key)?.act()}
      >
        {items.map((item) => (
          <Item
            key={item.id}
            id={item.id}
            textValue={item.label}
            className={`flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 outline-none data-focused:bg-hover max-md:min-h-11 ${item.danger ? 'text-red' : 'text-ink'}`}
          >
            {item.icon && <Icon name={item.icon} size={17} className={item.danger ? '' : 'text-ink-3'} />}
            <span className="flex-1">
              {item.label}
              {item.hint && <span className="block text-sm text-ink-3">{item.hint}</span>}
            </span>
            {item.checked && <Icon name="check" size={16} className="text-accent-text" />}
          </Item>
        ))}
      </Menu>
    </Popover>
  );
}
