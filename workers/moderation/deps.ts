/** What the moderation bot is made of; workers/moderation-bot.ts puts it together, tests put in stand-ins. */

import type { Logger } from 'pino';
import type { AlertsRepository } from '../../db/repositories/moderation/alerts.ts';
import type { BotRepository } from '../../db/repositories/moderation/bot.ts';
import type { Card, CardsRepository } from '../../db/repositories/moderation/cards.ts';
import type { ChatsRepository, ModerationChat } from '../../db/repositories/moderation/chats.ts';
import type { BatchesRepository } from '../../db/repositories/moderation/batches.ts';
import type { SnoozeRepository } from '../../db/repositories/moderation/snooze.ts';
import type { TransitionsRepository } from '../../db/repositories/moderation/transitions.ts';
import type { TranslationsRepository } from '../../db/repositories/moderation/translations.ts';
import { systemScope, type Scope } from '../../domain/access/scope.ts';
import type { Clock } from '../../domain/clock.ts';
import { botLanguage, wordsIn, type Words } from '../../domain/moderation/words.ts';
import type { Moderation } from '../../integrations/temporal/decisions.ts';
import type { Telegram } from '../../integrations/telegram/telegram.ts';
import type { Pace } from './pace.ts';

export interface BotDeps {
  telegram: Telegram;
  moderation: Moderation;
  cards: CardsRepository;
  chats: ChatsRepository;
  memory: BotRepository;
  transitions: Pick<TransitionsRepository, 'explainRejection'>;
  snoozes: Pick<SnoozeRepository, 'snooze' | 'wake'>;
  translations: Pick<TranslationsRepository, 'want'>;
  batches: BatchesRepository;
  alerts: AlertsRepository;
  clock: Clock;
  pace: Pace;
  log: Logger;
  /** Something has changed that a card should show: the next look is now. */
  wake: () => void;
}

export const botScope = (companyId: number): Scope => systemScope(companyId, 'moderationBot');

export const wordsOfChat = (chat: ModerationChat): Words => wordsIn(botLanguage(chat.language));
export const wordsOfCard = (card: Card): Words => wordsIn(botLanguage(card.companyLanguage));
