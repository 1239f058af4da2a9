/** What WhatsApp says about a template, by webhook or in its list, in our own words. */

import { foreignPart, numberedBody, placesOf, type TemplateComponent, type TemplateShape } from './template-shape.ts';

export interface TemplateTold {
  name: string;
  language: string;
  /** `status`: the event is Meta's (APPROVED, PAUSED …); `category`: the new category; `quality`: GREEN, YELLOW, RED. */
  kind: 'status' | 'category' | 'quality';
  event: string;
  /** Of a rejection; null for NONE. */
  reason: string | null;
  /** FIRST_PAUSE, SECOND_PAUSE …; of a category: the one that is announced. */
  title: string | null;
  category: string | null;
  externalId: string | null;
  at: Date;
}

export interface ListedTemplate {
  id: string;
  name: string;
  language: string;
  status: string;
  category: string;
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  reason: string | null;
  quality: string | null;
}

/** Events that are not a status by their own name. */
const STATUS_OF_EVENT: Readonly<Record<string, string>> = {
  REINSTATED: 'APPROVED',
  UNARCHIVED: 'APPROVED',
  UNPAUSED: 'APPROVED',
  LOCKED: 'DISABLED',
};
/** A warning; the template stays as it is. */
const WARNINGS: ReadonlySet<string> = new Set(['FLAGGED']);

/** Null: nothing changes but the history. */
export const statusOfEvent = (event: string): string | null =>
  WARNINGS.has(event) ? null : (STATUS_OF_EVENT[event] ?? event);

/**
 * What each value of a template means, in the order in which values are given. Named ones say it themselves; positional ones
 * mean what our definition says, as long as there are as many. What cannot be told is `unknown`, and such a template is not used.
 */
export function meaningsOf(shape: TemplateShape, defined: readonly string[]): string[] {
  const places = placesOf(shape);
  if (foreignPart(shape) !== null) return [...places, `unknown`];
  if (shape.parameterFormat === 'NAMED') return places.map((name) => (defined.includes(name) ? name : `unknown`));
  const isNumbered = places.every((place, index) => place === String(index + 1));
  return isNumbered && places.length === defined.length ? [...defined] : places.map(() => 'unknown');
}

/** The columns that follow from a template's own parts. */
export function contentOf(
  listed: Pick<ListedTemplate, 'parameterFormat' | 'components'>,
  defined: readonly string[],
): { body: string; variables: string[] } {
  return { body: numberedBody(listed), variables: meaningsOf(listed, defined) };
}
