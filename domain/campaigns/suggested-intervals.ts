/** What a suggestion of an interval is made from, and which suggestions are fit to be shown. */

/** What the model is told of a service: never a person, only how many and how long. */
export interface ServiceHistory {
  serviceId: number;
  title: string;
  category: string | null;
  businessType: string;
  /** In which the reasoning is to be written. */
  language: string;
  /** In major units; null when the price list has none. */
  price: number | null;
  currency: string;
  visits: number;
  clients: number;
  /** Days between visits with the service of people who came for it three times or more. */
  gaps: { count: number; quarterDays: number | null; medianDays: number | null; threeQuarterDays: number | null };
}

export interface AnsweredInterval {
  serviceId: number;
  days: number;
  reasoning: string;
}
export type SuggestedInterval = AnsweredInterval;

export const LEAST_INTERVAL_DAYS = 1;
export const MOST_INTERVAL_DAYS = 1000;
export const MOST_REASONING_LETTERS = 400;

/** An address of any kind: a manager clicks what a page shows. */
const ADDRESS = /https?:|www\.|\S@\S|\b[\p{L}\d-]+\.(?:com|net|org|info|biz|io|ru|ua|cz|bg|eu|co|app|me)\b/iu;
// oxlint-disable-next-line no-control-regex -- exactly these must not reach a page
const UNSHOWABLE = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/u;

/** Those about services that were asked about, the first of each, within limits; the rest is as if it had not been said. */
export function usableSuggestions(
  asked: readonly number[],
  answered: readonly AnsweredInterval[],
): SuggestedInterval[] {
  const open = new Set(asked);
  return answered.flatMap(({ serviceId, days, reasoning }) => {
    const words = reasoning.trim().replaceAll(/\s+/g, ' ');
    const isUsable =
      open.has(serviceId) &&
      Number.isInteger(days) &&
      days >= LEAST_INTERVAL_DAYS &&
      days <= MOST_INTERVAL_DAYS &&
      words !== '' &&
      words.length <= MOST_REASONING_LETTERS &&
      !ADDRESS.test(words) &&
      !UNSHOWABLE.test(words);
    if (!isUsable) return [];
    open.delete(serviceId);
    return [{ serviceId, days, reasoning: words }];
  });
}
