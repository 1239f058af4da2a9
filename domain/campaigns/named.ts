/** Whom or what somebody's words name: cases and endings differ ("к Марии"), beginnings do not. */

const STEM = 4;

const stems = (text: string): string[] =>
  (
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}+/gu, '')
      .match(/[\p{L}\d]+/gu) ?? []
  )
    .filter((word) => word.length >= 3)
    .map((word) => word.slice(0, STEM));

/** The one that shares most words with the wish; null when none does, or two do equally. */
export function theOneNamed<Thing>(
  wish: string | null,
  things: readonly Thing[],
  titleOf: (thing: Thing) => string,
): Thing | null {
  if (wish === null) return null;
  const wished = new Set(stems(wish));
  const ranked = things
    .map((thing) => ({ thing, shared: stems(titleOf(thing)).filter((stem) => wished.has(stem)).length }))
    .filter(({ shared }) => shared > 0)
    .toSorted((a, b) => b.shared - a.shared);
  const [first, second] = ranked;
  return first && first.shared !== second?.shared ? first.thing : null;
}
