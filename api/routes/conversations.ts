/** Conversations: read, seen, taken over, given back, answered by a person. */

import type { Scope } from '../../domain/access/scope.ts';
import type { ApiDeps, Conversations } from '../deps.ts';
import { companyRoute, type Route } from '../route.ts';

export function conversationRoutes(deps: ApiDeps): Route[] {
  const { views, conversations } = deps;

  /** Looking first keeps other companies' and other specialists' conversations out of reach. */
  async function change(scope: Scope, id: number, at: Date, act: Conversations['seen']) {
    await views.conversation(scope, id, at);
    await act(scope, id, at);
    return views.conversation(scope, id, at);
  }

  return [
    companyRoute('listConversations', 'see_people', ({ scope, query }) => views.conversations(scope, query)),
    companyRoute('getConversation', 'see_people', ({ scope, params, at }) =>
      views.conversation(scope, params.conversationId, at),
    ),
    companyRoute('conversationSeen', 'approve', ({ scope, params, at }) =>
      change(scope, params.conversationId, at, (...asked) => conversations.seen(...asked)),
    ),
    companyRoute('takeOverConversation', 'approve', ({ scope, params, at }) =>
      change(scope, params.conversationId, at, (...asked) => conversations.takeOver(...asked)),
    ),
    companyRoute('giveBackConversation', 'approve', ({ scope, params, at }) =>
      change(scope, params.conversationId, at, (...asked) => conversations.giveBack(...asked)),
    ),
    companyRoute('linkConversation', 'approve', async ({ scope, params, body, at }) => {
      // Whoever may not see the card may not put words into it.
      await views.client(scope, body.clientId, at);
      return change(scope, params.conversationId, at, (...asked) =>
        conversations.link(asked[0], asked[1], body.clientId, at),
      );
    }),
    companyRoute('ignoreConversation', 'approve', ({ scope, params, at }) =>
      change(scope, params.conversationId, at, (...asked) => conversations.ignore(...asked)),
    ),
    companyRoute('unignoreConversation', 'approve', ({ scope, params, at }) =>
      change(scope, params.conversationId, at, (...asked) => conversations.unignore(...asked)),
    ),
    companyRoute('decideConversationHold', 'approve', ({ scope, params, body, at }) =>
      change(scope, params.conversationId, at, (...asked) =>
        conversations.decideHold(asked[0], asked[1], body.optsOut, at),
      ),
    ),
    companyRoute('answerConversation', 'write_messages', async ({ scope, params, body, idempotencyKey, at }) => {
      await views.conversation(scope, params.conversationId, at);
      const asked = { conversationId: params.conversationId, text: body.text, requestKey: idempotencyKey };
      const { messageId } = await conversations.answer(scope, asked, at);
      return views.message(scope, messageId);
    }),
  ];
}
