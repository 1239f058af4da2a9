/** runReactivation, reactivateClient, holdConversation and suggestIntervals: ids, messages, inputs and results. */

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Notice } from './temporal.ts';

export const runReactivationId = (companyId: number): string => `reactivation-run:${String(companyId)}`;
export const runReactivationScheduleId = (companyId: number): string => `reactivation-run:${String(companyId)}`;
export interface RunReactivation {
  companyId: number;
}

/** `clientId` and not the phone: ids are stored in the clear. */
export const reactivateClientId = (companyId: number, clientId: number): string =>
  `reactivation:${String(companyId)}:${String(clientId)}`;
export interface ReactivateClient {
  companyId: number;
  reactivationId: number;
}
export type ReactivationEnd = 'converted' | 'max_attempts' | 'opted_out' | 'declined' | 'cancelled' | 'expired';

/** The message of the running attempt left, arrived or ended: subjectId is the message. */
export const messageMoved = defineSignal<[Notice]>('messageMoved');
/** A reply was understood: subjectId is the reply. */
export const replyUnderstood = defineSignal<[Notice]>('replyUnderstood');
/** The person booked: subjectId is the visits row. */
export const bookingCreated = defineSignal<[Notice]>('bookingCreated');
/** The booked visit took place (or was cancelled): subjectId is the visits row. */
export const bookingChanged = defineSignal<[Notice]>('bookingChanged');
export const clientOptedOut = defineSignal<[Notice]>('clientOptedOut');

export const pauseReactivation = defineUpdate<{ status: string }, [{ until: string | null }]>('pauseReactivation');
export const resumeReactivation = defineUpdate<{ status: string }>('resumeReactivation');
export const cancelReactivation = defineUpdate<{ status: string }>('cancelReactivation');
export const reactivationProgress = defineQuery<{ stage: string; attempt: number }>('reactivationProgress');

export const holdConversationId = (conversationId: number): string => `conversation:${String(conversationId)}`;
export interface HoldConversation {
  companyId: number;
  conversationId: number;
}
/** subjectId is the reply row. */
export const inboundReceived = defineSignal<[Notice]>('inboundReceived');
/** A person took the conversation over, or gave it back: subjectId is the conversation. */
export const handOverChanged = defineSignal<[Notice]>('handOverChanged');

export const suggestIntervalsId = (companyId: number): string => `suggest-intervals:${String(companyId)}`;
export const suggestIntervalsScheduleId = (companyId: number): string => `suggest-intervals:${String(companyId)}`;
export interface SuggestIntervals {
  companyId: number;
  /** Left out or null: all services that nothing better is known about. Empty: what the signal asks for. */
  serviceIds?: number[] | null;
}
/** Somebody asks while it runs, or begins it by asking. */
export const wantSuggestions = defineSignal<[{ serviceIds: number[] | null }]>('wantSuggestions');
