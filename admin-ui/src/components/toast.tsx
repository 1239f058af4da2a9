/** Short answers to what a person just did, announced politely, with an undo where there is one; never over the bar a hand is about to press. */

import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from './icon.tsx';

export interface Toast {
  id: number;
  tone: 'good' | 'trouble' | 'info';
  words: string;
  detail?: string | undefined;
  action?: { label: string; act: () => void } | undefined;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const publish = (next: readonly Toast[]): void => {
  toasts = next;
  for (const tell of listeners) tell();
};

export function toast(words: string, options: Partial<Omit<Toast, 'id' | 'words'>> = {}): number {
  lastId += 1;
  publish([...toasts.slice(-2), { id: lastId, tone: 'good', words, ...options }]);
  return lastId;
}
export const dismissToast = (id: number): void => publish(toasts.filter((shown) => shown.id !== id));

const LOOK: Record<Toast['tone'], [IconName, string]> = {
  good: ['check', 'text-green'],
  trouble: ['warning', 'text-red'],
  info: ['info', 'text-blue'],
};

export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => toasts,
  );
  const { t } = useTranslation();
  return (
    <section
      aria-label={t('state.notices')}
      className="pointer-events-none fixed inset-x-0 z-60 flex flex-col items-center gap-2 px-4 max-md:top-16 md:bottom-20"
    >
      <div aria-live="polite" aria-atomic="false" className="contents">
        {shown.map((one) => (
          <ToastCard key={one.id} toast={one} closeLabel={t('action.close')} />
        ))}
      </div>
    </section>
  );
}

function ToastCard({ toast: { id, tone, words, detail, action }, closeLabel }: { toast: Toast; closeLabel: string }) {
  useEffect(() => {
    const timer = setTimeout(() => dismissToast(id), tone === 'trouble' ? 12_000 : 6000);
    return () => clearTimeout(timer);
  }, [id, tone]);
  const [icon, colour] = LOOK[tone];
  return (
    <div
      data-testid="toast"
      className="pointer-events-auto flex w-full max-w-md animate-rise items-center gap-3 rounded-md border border-line bg-raised py-2 pr-2 pl-3.5 shadow-lift"
    >
      <Icon name={icon} className={colour} />
      <div className="min-w-0 flex-1 py-1">
        <p className="font-medium text-ink">{words}</p>
        {detail && <p className="text-sm text-ink-2">{detail}</p>}
      </div>
      {action && (
        <button
          type="button"
          className="h-8 rounded-sm px-2.5 font-medium text-accent-text hover:bg-hover"
          onClick={() => {
            action.act();
            dismissToast(id);
          }}
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={closeLabel}
        className="flex size-8 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
        onClick={() => dismissToast(id)}
      >
        <Icon name="cross" size={16} />
      </button>
    </div>
  );
}
