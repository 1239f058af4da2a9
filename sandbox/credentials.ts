/** The credentials every stand-in accepts. They say "sandbox" wherever their form allows it, so that nobody takes them for real ones. */

export const SANDBOX_WHATSAPP = {
  accessToken: 'sandbox-whatsapp-access-token-000000000000',
  phoneNumberId: '100000000004010',
  businessAccountId: '200000000004010',
  appSecret: 'sandbox-whatsapp-app-secret-0000000000000',
  verifyToken: 'sandbox-whatsapp-verify-token',
} as const;

export const SANDBOX_TELEGRAM = {
  moderationBotToken: '7000000001:sandbox-moderation-bot-token',
  /** The moderators' group: a supergroup, as real ones are once they grow. */
  chatId: -1004010000001,
  moderators: [
    { id: 700001, name: 'Anna' },
    { id: 700002, name: 'Boris' },
  ],
} as const;

export const SANDBOX_CLAUDE = { apiKey: 'sandbox-anthropic-api-key-00000000000000' } as const;

export const SANDBOX_BOOKING = {
  partnerToken: 'sandbox-booking-partner-token',
  userToken: 'sandbox-booking-user-token',
} as const;
