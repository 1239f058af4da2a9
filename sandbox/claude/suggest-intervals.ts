/** Says after how many days a service is usually due again, as a model would that knows trades and is shown a few gaps. */

import { plain, type Facts } from './facts.ts';

interface Service {
  service: number;
  days: number;
  reasoning: string;
}

/** By any of these in title or category, as a salon's or a club's price list would have them. */
const USUAL: readonly (readonly [RegExp, number])[] = [
  [/clean|hygien|чистк|гигиен/i, 180],
  [/perm|keratin|extension|кератин/i, 120],
  [/colou?r|balayage|highlight|foil|окраш|мелир|barv|боядис|фарб/i, 49],
  [/manic|nail|маник|manik|gel\b/i, 21],
  [/wax|brow|lash|эпил|бров|ресн/i, 28],
  [/massage|facial|массаж|masáž|масаж/i, 30],
  [/cut|стриж|střih|підстриг|подстриг|men|women|child/i, 35],
  [/train|yoga|pilates|group|class|трен|йога|jóga|lekce/i, 9],
];
const OTHERWISE_DAYS = 45;
/** So many gaps are believed more than what is usual. */
const BELIEVED_GAPS = 5;

const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export function suggestionsFor(facts: Facts): Service[] {
  return facts.list('services').flatMap((item): Service[] => {
    if (typeof item !== 'object' || item === null) return [];
    const service = item as Record<string, unknown>;
    const number = numberIn(service['service']) ?? numberIn(service['id']);
    if (number === null) return [];
    const about = [service['title'], service['category']].filter((word) => typeof word === 'string').join(' ');
    const gaps = (service['gaps'] ?? {}) as Record<string, unknown>;
    const count = numberIn(gaps['count']) ?? 0;
    const median = numberIn(gaps['median_days']);
    const usual = USUAL.find(([words]) => words.test(about))?.[1] ?? OTHERWISE_DAYS;
    const days = count >= BELIEVED_GAPS && median !== null ? Math.max(1, Math.ceil(median)) : usual;
    const why =
      days === usual
        ? `Usual for this kind of service; ${String(count)} gaps so far are too few to say otherwise.`
        : `Half of ${String(count)} returns came within ${String(days)} days.`;
    return [{ service: number, days, reasoning: why }];
  });
}

/** One suggestion in the shape that is asked for: its properties are understood by their names. */
export function shaped(suggestion: Service, properties: Iterable<string>): Record<string, unknown> {
  const valueOf = (name: string): unknown => {
    const key = plain(name);
    if (/reason|why|explanation/.test(key)) return suggestion.reasoning;
    return /day|interval/.test(key) ? suggestion.days : suggestion.service;
  };
  return Object.fromEntries([...properties].map((name) => [name, valueOf(name)]));
}
