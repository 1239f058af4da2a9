/** The steps of a conversation: read what the client wrote, act on it, hand it to a person. Texts stay in the database; ids come and go. */

import type { Understood } from '../../domain/campaigns/dialogue.ts';
import { isAutomatic } from '../../domain/campaigns/autoresponder.ts';
import { ordersModel } from '../../domain/campaigns/orders-to-model.ts';
import type { HoldConversation } from '../../contracts/workflows/campaigns.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';

export interface Unread {
  replyId: number;
  kind: string;
  text: string | null;
  /** Already known, from an opt-out word or from an earlier try of this step. */
  understoodAs: string | null;
}

export interface UnreadConversation {
  clientId: number | null;
  language: string;
  /** Company-local day, so that "next Friday" has a meaning. */
  today: string;
  timeZone: string;
  offeredSlots: { startsAt: string; staffName: string | null }[];
  /** The last message that reached them: what they answer to. */
  lastMessage: string | null;
  unread: Unread[];
  /** What they wrote in the days before, newest first. */
  before: string[];
}

export interface DialogueDeps {
  dialogues: {
    unread(scope: Scope, conversationId: number, at: string): Promise<UnreadConversation>;
    storeUnderstanding(scope: Scope, replyId: number, understood: Understood | null): Promise<void>;
    act(
      scope: Scope,
      input: { conversationId: number; upToReplyId: number; at: string },
    ): Promise<{ handled: number; messageId: number | null; needsPerson: boolean }>;
    markUnreadable(scope: Scope, conversationId: number): Promise<{ upToReplyId: number } | null>;
  };
  model: {
    /** null: refused, cut short or not what was asked for. Throws Unavailable when the model is away. */
    understandReply(asked: {
      companyId: number;
      texts: string[];
      language: string;
      today: string;
      timeZone: string;
      offeredSlots: { startsAt: string; staffName: string | null }[];
      lastMessage: string | null;
    }): Promise<Understood | null>;
  };
  temporal: { startDelivery(input: { companyId: number; messageId: number; scenario: string }): Promise<unknown> };
}

/** Far more than anybody types on a phone; what is longer was pasted. */
const MOST_LETTERS = 2_000;

/** A machine's words say nothing of what its owner wants. */
const AUTOMATIC: Understood = {
  tone: 'neutral',
  optsOut: false,
  isAway: false,
  awayUntil: null,
  wantsSlot: null,
  wantsOtherService: null,
  wantsOtherStaff: null,
  needsPerson: false,
  language: null,
  isAutomatic: true,
};

type AtConversation = HoldConversation & { at: string };
type Read = { outcome: 'nothing_new' } | { outcome: 'read'; upToReplyId: number };

export function createDialogueActivities({ dialogues, model, temporal }: DialogueDeps) {
  const scopeOf = (input: { companyId: number }): Scope => systemScope(input.companyId, 'holdConversation');

  return {
    /** Twice is harmless: what was understood is kept with the last reply, and a second reading asks the model nothing. */
    async readReplies(input: AtConversation): Promise<Read> {
      const scope = scopeOf(input);
      const { unread, clientId, before, ...facts } = await dialogues.unread(scope, input.conversationId, input.at);
      const last = unread.at(-1);
      if (!last) return { outcome: 'nothing_new' };
      const read: Read = { outcome: 'read', upToReplyId: last.replyId };
      const texts = unread.flatMap(({ kind, text }) =>
        text && kind !== 'reaction' ? [text.slice(0, MOST_LETTERS)] : [],
      );
      // An opt-out word acted in the webhook's own transaction; a stranger's words are a person's to read.
      const isKnown = last.understoodAs !== null || unread.some((reply) => reply.understoodAs === 'opted_out');
      if (isKnown || clientId === null || texts.length === 0) return read;
      if (isAutomatic(texts, before)) {
        await dialogues.storeUnderstanding(scope, last.replyId, AUTOMATIC);
        return read;
      }
      const understood = await model.understandReply({ companyId: input.companyId, texts, ...facts });
      // Whatever a fooled model makes of such words, they accept no time.
      const isOrder = understood !== null && ordersModel(texts);
      const kept = isOrder ? { ...understood, wantsSlot: null, ordersModel: true } : understood;
      await dialogues.storeUnderstanding(scope, last.replyId, kept);
      return read;
    },

    /** Twice is harmless: one transaction marks the replies handled with all that follows from them; then only the answer is left to start. */
    actOnReplies: (input: AtConversation & { upToReplyId: number }) => dialogues.act(scopeOf(input), input),

    /** Twice is harmless: a workflow that runs already is left as it is. */
    async startAnswer(input: { companyId: number; messageId: number }): Promise<void> {
      await temporal.startDelivery({ companyId: input.companyId, messageId: input.messageId, scenario: 'answer' });
    },

    /** The model stayed away too long: the replies are left unread by it, which sends them to a person. Twice is harmless. */
    async leaveToPerson(input: AtConversation): Promise<Read> {
      const marked = await dialogues.markUnreadable(scopeOf(input), input.conversationId);
      return marked ? { outcome: 'read', upToReplyId: marked.upToReplyId } : { outcome: 'nothing_new' };
    },
  };
}

export type DialogueActivities = ReturnType<typeof createDialogueActivities>;
