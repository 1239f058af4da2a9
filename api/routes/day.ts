/** The day a question is asked about: today in the company's calendar, or an earlier one. */

import type { Scope } from '../../domain/access/scope.ts';
import { RuleBroken } from '../../domain/errors.ts';
import type { Views } from '../deps.ts';

export async function dayOf(views: Views, scope: Scope, asked: string | undefined, at: Date): Promise<string> {
  const today = await views.localDate(scope, at);
  if (asked !== undefined && asked > today) throw new RuleBroken('as_of_in_future', 'invalid', { today });
  return asked ?? today;
}
