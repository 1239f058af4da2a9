/** Meta's errors as the Graph API words them: one shape, the code decides. */

export interface GraphErrorBody {
  error: {
    message: string;
    type: string;
    code: number;
    error_subcode?: number;
    error_data?: { messaging_product: 'whatsapp'; details: string };
    fbtrace_id: string;
  };
}

interface Known {
  title: string;
  details: string;
  /** 400 unless Meta documents (190: is known to use) another. */
  httpStatus?: number;
  type?: string;
}

/** Titles and texts of support/error-codes, as far as the stand-in can be made to answer them. */
const KNOWN: Readonly<Record<number, Known>> = {
  1: { title: 'API Unknown', details: 'Invalid request or possible server error.', httpStatus: 500 },
  2: { title: 'API Service', details: 'Temporary due to downtime or due to being overloaded.', httpStatus: 503 },
  3: { title: 'API Method', details: 'Capability or permissions issue.' },
  4: { title: 'Application request limit reached', details: 'The app has reached its API call rate limit.' },
  10: {
    title: 'Application does not have permission for this action',
    details: 'Permission is missing.',
    httpStatus: 403,
  },
  100: {
    title: 'Invalid parameter',
    details: 'The request included one or more unsupported or misspelled parameters.',
  },
  190: { title: 'Invalid OAuth access token - Cannot parse access token', details: '', httpStatus: 401 },
  368: {
    title: 'Temporarily blocked for policies violations',
    details: 'The account has been restricted.',
    httpStatus: 403,
  },
  80007: { title: 'Rate limit issues', details: 'The WhatsApp Business Account has reached its rate limit.' },
  130403: { title: 'User is blocked', details: 'The business has blocked this user.' },
  130429: { title: 'Rate limit hit', details: 'Cloud API message throughput has been reached.' },
  130472: {
    title: "User's number is part of an experiment",
    details: 'Message was not sent as part of an experiment.',
  },
  130497: {
    title: 'Business account is restricted from messaging users in this country.',
    details: 'Country restricted.',
  },
  131000: {
    title: 'Something went wrong',
    details: 'Message failed to send due to an unknown error.',
    httpStatus: 500,
  },
  131005: { title: 'Access denied', details: 'Permission is either not granted or has been removed.', httpStatus: 403 },
  131008: { title: 'Required parameter is missing', details: 'The request is missing a required parameter.' },
  131009: { title: 'Parameter value is not valid', details: 'One or more parameter values are invalid.' },
  131016: { title: 'Service unavailable', details: 'A service is temporarily unavailable.', httpStatus: 503 },
  131021: { title: 'Recipient cannot be sender', details: 'Sender and recipient phone number is the same.' },
  131026: { title: 'Message undeliverable', details: 'Unable to deliver message.' },
  131031: {
    title: 'Business Account locked',
    details: 'The account has been restricted or disabled.',
    httpStatus: 403,
  },
  131037: { title: 'Display name not approved', details: 'The number needs display name approval.' },
  131042: {
    title: 'Business eligibility payment issue',
    details: 'There was an error related to your payment method.',
  },
  131047: {
    title: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  131048: {
    title: 'Spam rate limit hit',
    details: 'Message failed to send because of restrictions on how many messages can be sent.',
  },
  131049: {
    title: 'This message was not delivered to maintain healthy ecosystem engagement.',
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  131050: {
    title:
      'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business',
    details: 'The user stopped marketing messages.',
  },
  131051: { title: 'Unsupported message type', details: 'Message type is currently not supported.' },
  131056: {
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  },
  131057: { title: 'Account in maintenance mode', details: 'Business Account is in maintenance mode.' },
  132000: { title: 'Number of parameters does not match the expected number of params', details: '' },
  132001: { title: 'Template name does not exist in the translation', details: '' },
  132005: { title: 'Translated text too long', details: '' },
  132007: { title: 'Template format character policy violated', details: '' },
  132012: { title: 'Parameter format does not match format in the created template', details: '' },
  132015: {
    title: 'Template is paused',
    details: 'Template is paused due to low quality so it cannot be sent in a template message.',
  },
  132016: {
    title: 'Template is disabled',
    details: 'Template has been paused too many times due to low quality and is now permanently disabled.',
  },
  132018: {
    title: 'There was an issue with the parameters in your template',
    details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
  },
  133004: { title: 'Server Temporarily Unavailable', details: 'Server is temporarily unavailable.', httpStatus: 503 },
  133010: {
    title: 'Phone number not registered',
    details: 'The phone number is not registered on the WhatsApp Business Platform.',
  },
};

const DOCUMENTATION = 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes';

/** A refusal that the Graph API answers with; thrown inside the stand-in, written by its one error handler. */
export class GraphError extends Error {
  readonly code: number;
  readonly details: string;
  readonly subcode: number | undefined;
  readonly type: string;

  constructor(code: number, details?: string, options: { message?: string; subcode?: number; type?: string } = {}) {
    super(options.message ?? `(#${String(code)}) ${titleOf(code)}`);
    this.name = 'GraphError';
    this.code = code;
    this.details = details ?? KNOWN[code]?.details ?? '';
    this.subcode = options.subcode;
    this.type = options.type ?? 'OAuthException';
  }

  get httpStatus(): number {
    return KNOWN[this.code]?.httpStatus ?? 400;
  }

  toBody(traceId: string): GraphErrorBody {
    return {
      error: {
        message: this.message,
        type: this.type,
        code: this.code,
        ...(this.subcode === undefined ? {} : { error_subcode: this.subcode }),
        ...(this.details === '' ? {} : { error_data: { messaging_product: 'whatsapp', details: this.details } }),
        fbtrace_id: traceId,
      },
    };
  }
}

export function titleOf(code: number): string {
  return KNOWN[code]?.title ?? 'Unknown error';
}

/** The same error as status webhooks carry it. */
export function statusError(code: number) {
  const title = titleOf(code);
  return { code, title, message: title, error_data: { details: KNOWN[code]?.details ?? title }, href: DOCUMENTATION };
}

export const invalidToken = () =>
  new GraphError(190, '', { message: 'Invalid OAuth access token - Cannot parse access token' });

export const unknownObject = (id: string) =>
  new GraphError(100, '', {
    message: `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    subcode: 33,
    type: 'GraphMethodException',
  });
