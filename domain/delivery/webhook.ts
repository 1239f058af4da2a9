/** What a WhatsApp webhook told, in our own words: the border reads Meta's, everything behind it reads these. */

import type { TemplateTold } from './template-told.ts';

export interface InboundMessage {
  wamid: string;
  phoneNumberId: string;
  /** E.164; null for somebody with a username whose phone WhatsApp does not tell. */
  from: string | null;
  /** Meta's own word: text, button, interactive, audio, image … */
  kind: string;
  text: string | null;
  /** What a tapped button carries. */
  payload: string | null;
  at: Date;
}

export interface StatusTold {
  wamid: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  /** Our outbox key as echoed; null when there was none, or one that is not ours. */
  key: string | null;
  /** Of a failure. */
  code: string | null;
  at: Date;
}

/** Marketing switched off or on again in WhatsApp itself. */
export interface PreferenceTold {
  from: string;
  wants: 'stop' | 'resume';
  at: Date;
}

/** What Meta says about the number or its business account. Dates that name an end are those after which it passes by itself. */
export type AccountTold = {
  /** The same part delivered again has the same id. */
  id: string;
  at: Date;
} & (
  | {
      kind: 'quality';
      /** Digits; a business account may have several numbers. */
      displayPhone: string | null;
      /** FLAGGED, UNFLAGGED, UPGRADE, DOWNGRADE, THROUGHPUT_UPGRADE … */
      event: string;
      /** Unique people in a moving 24 hours; null: nothing was said. */
      tier: number | null;
    }
  | { kind: 'tier'; tier: number }
  | { kind: 'restricted'; restrictions: { type: string; until: Date | null }[] }
  | { kind: 'violation'; violation: string | null }
  | { kind: 'disabled'; state: string; on: string | null }
  | { kind: 'other'; event: string }
);

/** Kept and marked instead of failing the whole delivery: Meta sends new kinds without asking. */
export interface NotUnderstood {
  kind: string;
  /** The same part delivered again has the same id. */
  id: string;
  problem: string;
  payload: unknown;
}

export interface WebhookFacts {
  messages: InboundMessage[];
  statuses: StatusTold[];
  preferences: PreferenceTold[];
  templates: TemplateTold[];
  accounts?: AccountTold[];
  notUnderstood: NotUnderstood[];
}
