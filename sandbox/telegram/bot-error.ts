/** A refusal of the Bot API: the code is the HTTP status, the text is what the real server writes. */

export interface ErrorParameters {
  retry_after?: number;
  migrate_to_chat_id?: number;
}

export class BotError extends Error {
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description);
    this.name = 'BotError';
    this.code = code;
    this.parameters = parameters;
  }

  toBody() {
    return {
      ok: false,
      error_code: this.code,
      description: this.message,
      ...(this.parameters === undefined ? {} : { parameters: this.parameters }),
    };
  }
}

export const badRequest = (text: string) => new BotError(400, `Bad Request: ${text}`);
export const notFound = () => new BotError(404, 'Not Found');
export const tooManyRequests = (seconds: number) =>
  new BotError(429, `Too Many Requests: retry after ${String(seconds)}`, { retry_after: seconds });
