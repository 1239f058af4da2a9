/** A message's ways, from draft to the end of its row; the reconciler; the sender's shifts. */

import type { DeliveryActivities, MessageStage } from '../../../activities/delivery.ts';
import type { Reconciled } from '../../../activities/delivery/reconcile.ts';
import type { SenderShift } from '../../../activities/delivery/send-outbox.ts';
import type { ModerationActivities } from '../../../activities/moderation.ts';
import {
  type BookingSteps,
  cancelMessage,
  messageProgress,
  rowSettled,
  rowTakenBack,
  type TranslatingSteps,
  type WritingSteps,
} from '../../../contracts/workflows/delivery.ts';
import type { DecisionKind } from '../../../integrations/temporal/gateway.ts';
import { COMPANY, type Play, type Story } from './story.ts';

const MESSAGE = 7;
/** Decisions of the stories by id: what the row in moderation_decisions would say. */
const DECISIONS: Record<number, DecisionKind> = { 1: 'edit', 2: 'rewrite', 3: 'approve', 4: 'reject', 5: 'approve' };

interface Circumstances {
  mode?: MessageStage['mode'];
  /** Answers of the booking platform, one after the other. */
  slots?: ('booked' | 'slot_gone')[];
  /** The sender has it already: a cancellation comes too late. */
  isUnderWay?: boolean;
  cannotBeWritten?: boolean;
  /** Those who decide read another language; the model is away for the first try. */
  isForeign?: boolean;
}

/** A message that the story moves, and the activities that see it as the real ones see its row. */
function message({ mode = 'moderation', slots = [], isUnderWay, cannotBeWritten, isForeign }: Circumstances = {}) {
  const row: MessageStage = {
    stage: 'drafting',
    status: 'drafting',
    reason: null,
    mode,
    needsDraft: true,
    booksSlot: slots.length > 0,
    awaitingSince: null,
    ...(isForeign ? { needsTranslation: true } : {}),
  };
  const become = (change: Partial<MessageStage>): MessageStage => ({ ...Object.assign(row, change) });
  const end = (status: string, reason: string | null = null): MessageStage =>
    become({ stage: 'ended', status, reason });
  const drafting = { stage: 'drafting', status: 'drafting', needsDraft: true, awaitingSince: null } as const;
  const decided: Record<DecisionKind, () => MessageStage> = {
    approve: () => become({ stage: 'approved', status: 'approved' }),
    reject: () => end('rejected'),
    edit: () => become(isForeign ? { needsTranslation: true } : {}),
    rewrite: () => become(drafting),
  };
  const core: DeliveryActivities & ModerationActivities = {
    messageStage: async () => become({}),
    queueMessage: async () => become({ stage: 'queued', status: 'queued' }),
    redraftMessage: async () => become(drafting),
    endMessage: async ({ ending, reason }) => (isUnderWay ? become({}) : end(ending, reason)),
    openForApproval: async ({ at }) =>
      become({ stage: 'awaiting_approval', status: 'awaiting_approval', awaitingSince: at }),
    recordDecision: async ({ decisionId }) => ({
      status: decided[DECISIONS[decisionId] ?? 'reject']().status,
      version: 2,
    }),
    expireMessage: async () => end('expired'),
  };
  let isAway = isForeign === true;
  const model: WritingSteps & TranslatingSteps = {
    async translateMessage() {
      if (isAway) {
        isAway = false;
        throw new Error('away');
      }
      become({ needsTranslation: false });
      return { outcome: 'translated' };
    },
    async draftMessage() {
      if (cannotBeWritten) return { outcome: 'skipped', reason: 'no_template' };
      become({ needsDraft: false });
      return { outcome: 'drafted' };
    },
  };
  const bookingNow: BookingSteps = { bookSlot: async () => ({ outcome: slots.shift() ?? 'booked' }) };
  return { become, end, activities: { core, model, bookingNow } };
}
type Message = ReturnType<typeof message>;

function told(
  name: string,
  circumstances: Circumstances,
  ends: object,
  meanwhile?: (play: Play, row: Message) => Promise<void>,
): Story {
  const row = message(circumstances);
  return {
    workflow: 'deliverMessage',
    name,
    activities: row.activities,
    start: ({ gateway }) =>
      gateway.startDelivery({ companyId: COMPANY, messageId: MESSAGE, scenario: 'service_reactivation' }),
    ...(meanwhile ? { meanwhile: (play) => meanwhile(play, row) } : {}),
    ends,
  };
}

const ask = (play: Play, decisionId: number) =>
  play.gateway.executeDecision({ messageId: MESSAGE, decision: DECISIONS[decisionId] ?? 'reject', decisionId });

/** As soon as it may be decided: a refusal at the door leaves nothing in the history. */
async function decide(play: Play, decisionId: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await ask(play, decisionId)).outcome === 'decided') return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`decision ${String(decisionId)} was not taken within five seconds`);
}

async function sent(play: Play, row: Message): Promise<void> {
  await play.until(messageProgress, 'queued');
  row.end('sent');
  await play.tell(rowSettled);
}

const messages: Story[] = [
  told('approved-and-sent', { slots: ['booked'] }, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'awaiting_approval');
    await play.env.sleep('3 hours');
    await decide(play, 3);
    await sent(play, row);
  }),
  told('rejected', {}, { ending: 'rejected' }, async (play) => {
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 4);
  }),
  told('expired', {}, { ending: 'expired' }),
  told('edited-and-rewritten', {}, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 1);
    await decide(play, 2);
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 3);
    await sent(play, row);
  }),
  told('two-people-at-once', {}, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'awaiting_approval');
    await Promise.all([ask(play, 3), ask(play, 5)]);
    await sent(play, row);
  }),
  told('slot-gone', { slots: ['slot_gone', 'booked'] }, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 3);
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 5);
    await sent(play, row);
  }),
  told('taken-back', {}, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 3);
    await play.until(messageProgress, 'queued');
    row.become({ stage: 'drafting', status: 'drafting', needsDraft: true, awaitingSince: null });
    await play.tell(rowTakenBack);
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 5);
    await sent(play, row);
  }),
  told('cancelled', {}, { ending: 'cancelled' }, async (play) => {
    await play.until(messageProgress, 'awaiting_approval');
    await play.tell(cancelMessage);
  }),
  told('cancelled-too-late', { mode: 'notification', isUnderWay: true }, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'queued');
    await play.tell(cancelMessage);
    // The answer of WhatsApp comes after the workflow has understood that it cannot call the message back.
    await play.env.sleep('1 minute');
    await sent(play, row);
  }),
  told('cancelled-by-an-operator', {}, { fails: 'cancelled' }, async (play) => {
    await play.until(messageProgress, 'awaiting_approval');
    await play.handle.cancel();
  }),
  told('notification', { mode: 'notification' }, { ending: 'sent' }, sent),
  told('translated', { isForeign: true }, { ending: 'sent' }, async (play, row) => {
    await play.until(messageProgress, 'awaiting_approval');
    await decide(play, 1);
    await decide(play, 3);
    await sent(play, row);
  }),
  told('skipped', { cannotBeWritten: true }, { ending: 'skipped', reason: 'no_template' }),
];

function sender(name: string, shifts: number): Story {
  let left = shifts;
  return {
    workflow: 'sendOutbox',
    name,
    activities: {
      sending: {
        async sendOutbox(): Promise<SenderShift> {
          left -= 1;
          return { outcome: left >= 0 ? 'shift_over' : 'gone', sent: 3 };
        },
      },
    },
    start: ({ gateway }) => gateway.startSender({ companyId: COMPANY, phoneNumberId: 'number' }),
    ends: { outcome: 'gone' },
  };
}

const reconciled: Reconciled = {
  started: { senders: 1, messages: 2, reactivations: 3, conversations: 4, insights: 5 },
  hasMore: false,
};

export const deliveryStories: Story[] = [
  ...messages,
  sender('number-gone', 2),
  // Enough shifts for the 2,000 events after which it begins anew.
  { ...sender('continued-as-new', 340), isLong: true },
  {
    workflow: 'reconcile',
    name: 'done',
    activities: { core: { startMissing: async () => reconciled } },
    start: ({ gateway }) => gateway.startReconcile('reconcile'),
    ends: reconciled,
  },
];
