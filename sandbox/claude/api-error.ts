/** An error of the Messages API: status, type, and headers such as how long to wait. */

export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>> | undefined;

  constructor(
    status: number,
    type: string,
    message: string,
    options: { headers?: Readonly<Record<string, string>>; details?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.type = type;
    this.headers = options.headers ?? {};
    this.details = options.details;
  }

  toBody(requestId: string) {
    return {
      type: 'error',
      error: {
        type: this.type,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
      request_id: requestId,
    };
  }
}
