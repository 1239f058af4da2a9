/** Calls to the API: same origin, with the session's cookie and JSON, as its protection against other sites asks; every failure becomes one honest `Problem`. */

export interface FieldIssue {
  path: string;
  message: string;
}

/** What went wrong, as the API said it (problem+json), or as far as we know when it did not answer. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly issues: FieldIssue[];
  readonly body: Record<string, unknown>;

  constructor(status: number, code: string, title: string, body: Record<string, unknown> = {}) {
    super(title);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.body = body;
    this.detail = typeof body['detail'] === 'string' ? body['detail'] : undefined;
    this.issues = Array.isArray(body['issues']) ? body['issues'].map(asIssue) : [];
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
interface Call {
  body?: unknown;
  /** The same key again does nothing twice. */
  idempotencyKey?: string | undefined;
  keepalive?: boolean;
  query?: Query | undefined;
  signal?: AbortSignal;
}

let whenSignedOut: () => void = () => undefined;
/** The shell says here what to do when the session is over. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act;
}

/** Asks the API and answers with its JSON. The shape is the contract's: the server checks its own answers against it. */
export async function call<T>(
  method: Method,
  path: string,
  { body, query, signal, idempotencyKey, keepalive }: Call = {},
): Promise<T> {
  const answer = await reach(path + asQuery(query), {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    ...(keepalive ? { keepalive } : {}),
  });
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  return refuse(answer, path);
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  call<T>('GET', path, { query, ...(signal ? { signal } : {}) });
/** Whether a GET of this address would be answered, without its answer; fails with the reason. */
export async function mayGet(address: string): Promise<void> {
  const asked = await reach(address, { method: 'HEAD', credentials: 'same-origin' });
  if (asked.ok) return;
  // The answer to HEAD has no words; the refusal of the real question has.
  const answer = await reach(address, { credentials: 'same-origin' });
  await (answer.ok ? answer.body?.cancel() : refuse(answer, address));
}

async function refuse(answer: Response, path: string): Promise<never> {
  const problem = await asProblem(answer);
  if (answer.status === 401 && path !== '/api/session') whenSignedOut();
  throw problem;
}

export const post = <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, { body: body ?? {} });
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>('PUT', path, { body });

async function reach(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, options);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new Problem(0, 'unreachable', 'unreachable');
  }
}

async function asProblem(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => ({}));
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const retryAfter = answer.headers.get('retry-after');
  const code = typeof fields['code'] === 'string' ? fields['code'] : `http_${String(answer.status)}`;
  const title = typeof fields['title'] === 'string' ? fields['title'] : answer.statusText;
  return new Problem(answer.status, code, title, { ...fields, ...(retryAfter ? { retryAfter } : {}) });
}

function asIssue(issue: unknown): FieldIssue {
  const { path, message } = (issue ?? {}) as Partial<FieldIssue>;
  return { path: path ?? '', message: message ?? '' };
}

export function asQuery(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()}`;
}
