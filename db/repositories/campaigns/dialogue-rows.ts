/** The rows a conversation is read from. */

import type { Understood } from '../../../domain/campaigns/dialogue.ts';

export interface OfferedSlot {
  /** ISO, as it was offered. */
  startsAt: string;
  staffId: number | null;
  staffName: string | null;
  serviceId: number | null;
}

export interface ConversationRow {
  phone: string;
  clientId: number | null;
  language: string;
  timeZone: string;
  today: string;
  mode: 'moderation' | 'notification';
  isHandedOver: boolean;
  isHeld: boolean;
  isOptedOut: boolean;
  isOptOutConfirmed: boolean;
  automaticAnswersToday: number;
  lastMessage: string | null;
  slots: OfferedSlot[];
  reactivationId: number | null;
  reactivationWorkflowId: string | null;
}

export interface UnreadRow {
  id: number;
  kind: string;
  text: string | null;
  understoodAs: string | null;
  understood: Understood | null;
  receivedAt: Date;
}
