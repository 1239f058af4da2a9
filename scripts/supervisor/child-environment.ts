/** The complete set of variables that every process of the stack is given, so that none has to guess. */

import type { Config } from '../../config/config.ts';
import { SANDBOX_BOOKING, SANDBOX_CLAUDE, SANDBOX_TELEGRAM, SANDBOX_WHATSAPP } from '../../sandbox/credentials.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** `given` wins: what the operator set is never replaced, only completed. */
export function childEnvironment(config: Config, given: Variables): Record<string, string | undefined> {
  const computed: Variables = {
    NODE_ENV: config.nodeEnv,
    DATA_DIR: config.dataDir,
    PUBLIC_URL: config.publicUrl,
    SECRET_KEY: config.secretKey,
    DATABASE_URL: config.databaseUrl,
    TEMPORAL_ADDRESS: config.temporal.address,
    TEMPORAL_UI_URL: config.temporal.uiUrl,
    BOOKING_BASE_URL: config.booking.baseUrl,
    WHATSAPP_BASE_URL: config.whatsapp.baseUrl,
    TELEGRAM_API_ROOT: config.telegram.apiRoot,
    ANTHROPIC_BASE_URL: config.claude.baseUrl,
    ...sandboxCredentials(config),
  };
  const set = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  return { ...computed, ...set, DATA_DIR: config.dataDir };
}

/** A stand-in that is not ours takes what it is given; what it is not given, it gets as the sandbox would. */
function sandboxCredentials(config: Config): Variables {
  const { standIns } = config;
  return {
    ...(standIns.booking === 'real'
      ? {}
      : { BOOKING_PARTNER_TOKEN: SANDBOX_BOOKING.partnerToken, BOOKING_USER_TOKEN: SANDBOX_BOOKING.userToken }),
    ...(standIns.whatsapp === 'real'
      ? {}
      : {
          WHATSAPP_ACCESS_TOKEN: SANDBOX_WHATSAPP.accessToken,
          WHATSAPP_PHONE_NUMBER_ID: SANDBOX_WHATSAPP.phoneNumberId,
          WHATSAPP_BUSINESS_ACCOUNT_ID: SANDBOX_WHATSAPP.businessAccountId,
          WHATSAPP_APP_SECRET: SANDBOX_WHATSAPP.appSecret,
          WHATSAPP_VERIFY_TOKEN: SANDBOX_WHATSAPP.verifyToken,
        }),
    ...(standIns.telegram === 'real'
      ? {}
      : {
          MODERATION_BOT_TOKEN: SANDBOX_TELEGRAM.moderationBotToken,
          MODERATION_CHAT_ID: String(SANDBOX_TELEGRAM.chatId),
        }),
    // Nobody but the sandbox's own two moderators may decide without being named.
    ...(standIns.telegram === 'sandbox'
      ? { TELEGRAM_ALLOWED_USER_IDS: SANDBOX_TELEGRAM.moderators.map(({ id }) => String(id)).join(',') }
      : {}),
    ...(standIns.claude === 'real' ? {} : { ANTHROPIC_API_KEY: SANDBOX_CLAUDE.apiKey }),
  };
}
