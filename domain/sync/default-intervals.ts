/** After how many days a service is usually due again, by kind of business: where a rule starts before there is history. */

/** Source: definitions.md, "interval", last step. */
const FALLBACK_INTERVAL_DAYS = 30;

interface KindOfService {
  days: number;
  /** Any of these in the title or category, as the beginning of a word. */
  words: readonly string[];
}

const HAIR: readonly KindOfService[] = [
  { days: 42, words: ['colour', 'color', 'balayage', 'highlight', 'окраш', 'мелир', 'barven', 'боядис', 'фарбув'] },
  { days: 28, words: ['haircut', 'hair cut', 'стриж', 'střih', 'strih', 'подстриг'] },
];

const BY_BUSINESS: Readonly<Record<string, readonly KindOfService[]>> = {
  hair_salon: HAIR,
  beauty_salon: [
    ...HAIR,
    { days: 21, words: ['manicure', 'nail', 'маник', 'manik', 'маникюр'] },
    { days: 28, words: ['pedicure', 'педик', 'pedik', 'brow', 'бров', 'lash', 'ресн'] },
  ],
  dental: [{ days: 180, words: ['cleaning', 'hygiene', 'чистк', 'гигиен', 'hygien', 'почиств'] }],
  fitness: [
    { days: 21, words: ['massage', 'массаж', 'masáž', 'masaz', 'масаж'] },
    { days: 14, words: ['personal', 'персонал', 'osobní', 'osobni', 'індивід', 'индивид'] },
    { days: 10, words: ['yoga', 'pilates', 'group', 'jóga', 'joga', 'йога', 'пилатес', 'групп', 'skupin', 'spinning'] },
  ],
};

function says(text: string, word: string): boolean {
  const at = text.indexOf(word);
  return at === 0 || (at > 0 && !/\p{L}/u.test(text.charAt(at - 1)));
}

/** The default for a service that is seen for the first time. */
export function defaultIntervalDays(businessType: string, service: { title: string; category: string | null }): number {
  const text = `${service.title} ${service.category ?? ''}`.toLowerCase();
  const kind = BY_BUSINESS[businessType]?.find(({ words }) => words.some((word) => says(text, word)));
  return kind?.days ?? FALLBACK_INTERVAL_DAYS;
}
