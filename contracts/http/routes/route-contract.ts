/** What one line of the API is, and the parts of a path that many lines share. */

import { z } from 'zod';

export interface RouteContract {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for parameters, as OpenAPI writes them. */
  path: string;
  summary: string;
  /** No session is needed. */
  isPublic?: true;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Null: 204, nothing to say. */
  response: z.ZodType | null;
  /** Of success, when it is not 200 (or 204 without a response). */
  status?: 201 | 202;
  /** Takes an `Idempotency-Key` header: a repeat with the same key sends nothing twice. */
  takesIdempotencyKey?: true;
  /** Its body may be longer than others'; it is read only once it is known who asks. */
  bodyLimitMb?: number;
}

export const company = '/api/companies/{companyId}';
/** An id as part of a path. */
export const idPath = z.coerce.number().int().positive();
