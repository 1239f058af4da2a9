/** Who may decide on messages in Telegram. Fails closed: an empty allow-list denies everybody. */

export interface Moderator {
  telegramUserId: number;
  name: string;
}

export function moderatorAmong(allowed: readonly Moderator[], telegramUserId: number): Moderator | null {
  return allowed.find((moderator) => moderator.telegramUserId === telegramUserId) ?? null;
}
