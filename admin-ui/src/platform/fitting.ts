/** Which options of a long list what was typed is about. */

export interface SearchOption {
  value: string;
  label: string;
  /** Said more quietly beside it; searched as well. */
  hint?: string;
}

const plain = (words: string): string => words.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Those that hold every typed word; those that begin with what was typed come first. */
export function fitting(options: readonly SearchOption[], typed: string): SearchOption[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const found = options.filter((option) => {
    const text = plain(`${option.label} ${option.value} ${option.hint ?? ''}`);
    return words.every((word) => text.includes(word));
  });
  const begins = (option: SearchOption): number => (plain(option.label).startsWith(words[0] ?? '') ? 0 : 1);
  return words.length === 0 ? found : found.toSorted((a, b) => begins(a) - begins(b));
}
