/** Invented conversations: a voice message, a stranger, one a colleague has taken over, one whose window is closed. */

import type { Conversation, ConversationDetail } from '../../contracts/http/conversations.ts';
import { makeMessage, messages } from './messages.ts';
import { ago, ahead, clientOf, workflow } from './people.ts';

const SAID: [text: string | null, kind: string, reason: string | null, minutes: number, clientId: number | null][] = [
  [null, 'audio', 'not_text', 12, 7],
  ['Could somebody call me about the colour? It came out darker than last time.', 'text', 'asked_for_person', 95, 22],
  ['Thursday works for me, thank you!', 'text', null, 310, 41],
  ['Hi, do you also do weddings?', 'text', 'unmatched_sender', 420, null],
  ['ok', 'text', null, 2900, 63],
];
const DAY = 24 * 60;

/** Waits for a yes, and books the time that the client took. */
const draft = {
  ...makeMessage(900),
  clientId: 22,
  clientName: clientOf(22).name,
  scenario: 'answer',
  kind: 'text' as const,
  status: 'awaiting_approval' as const,
  text: 'Thank you! We will see you then, and somebody will call you about the colour today.',
  template: null,
  templateBody: null,
  templateVariables: [],
  variables: null,
  bookingSlot: { startsAt: ahead(40), staffId: 1, staffName: 'Iva', serviceId: 1 },
  createdAt: ago(60),
  sentAt: null,
  snoozedUntil: null,
};
messages.push(draft);

export const conversations: ConversationDetail[] = SAID.map(([text, kind, reason, minutes, clientId], index) => {
  const id = index + 1;
  const client = clientId === null ? null : clientOf(clientId);
  const { templateBody: _b, events: _e, ...sent } = makeMessage(10 + id);
  const isOpen = minutes < DAY;
  return {
    id,
    clientId,
    clientName: client?.name ?? null,
    phone: client?.phone ?? '+420777000111',
    needsPersonSince: reason === null ? null : ago(minutes),
    needsPersonReason: reason,
    handedTo: id === 3 ? 'Boris' : null,
    handedAt: id === 3 ? ago(120) : null,
    marketingHold: id === 2,
    ignoredAt: null,
    ignoredBy: null,
    optOut: null,
    windowUntil: ago(minutes - DAY),
    lastInboundAt: ago(minutes),
    lastText: text,
    lastKind: kind,
    ...workflow(`conversation:${String(id)}`),
    messages:
      client === null
        ? []
        : [
            ...(id === 2 ? [draft] : []),
            { ...sent, clientName: client.name, status: 'read' as const, sentAt: ago(minutes + 190) },
          ],
    replies: [
      {
        id: id * 10,
        messageId: null,
        kind: 'text',
        text: 'Hello!',
        receivedAt: ago(minutes + 1),
        understoodAs: 'neutral',
        understood: null,
        handledAt: ago(minutes),
      },
      {
        id: id * 10 + 1,
        messageId: null,
        kind,
        text,
        receivedAt: ago(minutes),
        understoodAs: text === null ? 'unclear' : 'positive',
        understood: null,
        handledAt: ago(minutes),
      },
    ],
    answering: {
      possible: isOpen && client !== null,
      reason: client === null ? 'unmatched_sender' : isOpen ? null : 'window_closed',
    },
  };
});

export const conversationItem = ({
  messages: _m,
  optOut: _o,
  replies: _r,
  answering: _a,
  ...item
}: ConversationDetail): Conversation => item;
