/** Hours and days that are said without a digit, in five languages: "at noon", "в пять", "pozítří". */

/** The stem after the preposition → the hour, by a clock of twelve. "One" is too many other things. */
const HOURS: readonly (readonly [string, number])[] = [
  ['two|два|две|двох|dvě|другій', 2],
  ['three|три|tři|третій', 3],
  ['four|четыре|čtyři|четвертій|четири', 4],
  ["five|пять|pět|п[’ʼ']?ятій|пет", 5],
  ['six|шесть|šest|шостій|шест', 6],
  ['seven|семь|sedm|сьомій|седем', 7],
  ['eight|восемь|osm|восьмій|осем', 8],
  ["nine|девять|devět|дев[’ʼ']?ятій|девет", 9],
  ['ten|десять|deset|десятій|десет', 10],
  ['eleven|одиннадцать|jedenáct|одинадцятій|единадесет', 11],
  ['twelve|noon|midday|двенадцать|полдень|dvanáct|poledne|дванадцятій|полудень|дванадесет|обяд|обед', 12],
  ['midnight|полночь|půlnoc|північ|полунощ', 0],
];
const AT = '(?<!\\p{L})(?:at|by|в|во|ve?|о|об|на)\\s+';
const HOUR_WORDS = HOURS.map(
  ([stems, hour]) => [new RegExp(`${AT}(?:${stems})(?!\\p{L})(?!\\s+(?:раз|пут|krát|times))`, 'iu'), hour] as const,
);
const NOON = /(?<!\p{L})(?:опівдні|опівночі|пладне)(?!\p{L})/iu;

/** `times` are the offered ones, `HH:MM`. */
export function namesOtherHour(text: string, times: ReadonlySet<string>): boolean {
  const offered = new Set(
    [...times].filter((time) => time.endsWith(':00')).map((time) => Number(time.slice(0, 2)) % 12),
  );
  if (NOON.test(text) && !offered.has(0)) return true;
  return HOUR_WORDS.some(([words, hour]) => words.test(text) && !offered.has(hour % 12));
}

const DAY_AFTER = /(?<!\p{L})(?:day after tomorrow|послезавтра|pozítří|післязавтра|вдругиден)(?!\p{L})/iu;

export const namesDayAfterTomorrow = (text: string): boolean => DAY_AFTER.test(text);
