/** Questions to the model whose tokens are told to whoever counts them, also those of answers that are of no use. */

import type { Ask } from './ask.ts';

interface Usage {
  inputTokens: number;
  outputTokens: number;
}

export function counted(ask: Ask, note: (usage: Usage) => Promise<void>): Ask {
  return async (question) => {
    const answer = await ask(question);
    await note(answer.usage);
    return answer;
  };
}
