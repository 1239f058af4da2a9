/** Dialogs (sheets from the bottom on a phone). The machinery for focus and inertness is fetched with the first one. */

import { lazy, Suspense, useState, useSyncExternalStore, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import type { DialogProps } from './dialog-props.ts';
import { TextArea } from './field.tsx';

const Frame = lazy(() => import('./dialog-frame.tsx'));

export function Dialog(props: DialogProps) {
  if (!props.open) return null;
  return (
    <Suspense fallback={null}>
      <Frame {...props} />
    </Suspense>
  );
}

interface Question {
  title: string;
  body?: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Asks for words beside the yes; required ones are kept with the decision. */
  reason?: { label: string; placeholder?: string; required: boolean; suggestions?: string[] };
}
interface Asked extends Question {
  answer: (words: string | null) => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();
function publish(next: Asked | null): void {
  asked = next;
  for (const tell of listeners) tell();
}

/** Asks before something that cannot be taken back. Null: no. Otherwise the reason, which may be empty. */
export function ask(question: Question): Promise<string | null> {
  asked?.answer(null);
  return new Promise((resolve) => {
    publish({
      ...question,
      answer: (words) => {
        publish(null);
        resolve(words);
      },
    });
  });
}

export function Questions() {
  const question = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => asked,
  );
  return question ? <QuestionDialog question={question} /> : null;
}

function QuestionDialog({ question: { title, body, confirm, danger = false, reason, answer } }: { question: Asked }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const missing = reason?.required === true && words.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!missing) answer(words.trim());
  };
  return (
    <Dialog open onClose={() => answer(null)} title={title} testId="confirm-dialog">
      <form onSubmit={submit} className="space-y-4">
        {body !== undefined && <div className="text-pretty text-ink-2">{body}</div>}
        {reason && (
          <div className="space-y-2">
            <TextArea
              label={reason.label}
              placeholder={reason.placeholder}
              value={words}
              onChange={(event) => setWords(event.target.value)}
              maxLength={500}
              autoFocus
              data-testid="confirm-reason"
            />
            {reason.suggestions && (
              <div className="flex flex-wrap gap-1.5">
                {reason.suggestions.map((suggestion) => (
                  <button
                    key={suggestion}
                    type="button"
                    className="h-8 rounded-full border border-line px-3 text-sm text-ink-2 hover:bg-hover hover:text-ink"
                    onClick={() => setWords(suggestion)}
                  >
                    {suggestion}
                  </button>
                ))}
              </div>
            )}
          </div>
        )}
        <div className="flex flex-wrap justify-end gap-2 pt-1 max-md:flex-col-reverse">
          <Button onClick={() => answer(null)}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            disabled={missing}
            data-testid="confirm-yes"
            autoFocus={!reason}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
