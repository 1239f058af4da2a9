/** One page of a long dry run: both halves searched alike, each person with their place in the whole line. */

import type { Candidate, Skipped } from './candidates.ts';

export interface CandidatePageAsked {
  /** Part of a name, as it is spoken, or of a phone. */
  q?: string | undefined;
  /** Of those who are skipped only these. */
  reason?: string | undefined;
  page: number;
  pageSize: number;
}

type Named = Pick<Candidate | Skipped, 'clientName' | 'phone'>;

const plain = (words: string): string => words.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Every word is somewhere in the name; three digits or more may be of the phone. */
function finder(q: string): (one: Named) => boolean {
  const words = plain(q).split(/\s+/).filter(Boolean);
  const digits = q.replaceAll(/\D/g, '');
  return ({ clientName, phone }) => {
    const name = plain(clientName);
    return words.every((word) => name.includes(word)) || (digits.length >= 3 && (phone ?? '').includes(digits));
  };
}

export function candidatePage<Person extends Named, Left extends Named & { reason: string }>(
  list: { candidates: readonly Person[]; skipped: readonly Left[] },
  { q = '', reason, page, pageSize }: CandidatePageAsked,
) {
  const found = finder(q);
  const candidates = list.candidates.map((one, index) => ({ ...one, rank: index + 1 })).filter(found);
  const left = list.skipped.filter(found);
  const reasons: Record<string, number> = {};
  for (const one of left) reasons[one.reason] = (reasons[one.reason] ?? 0) + 1;
  const skipped = left.filter((one) => reason === undefined || one.reason === reason);
  const from = (page - 1) * pageSize;
  return {
    candidates: candidates.slice(from, from + pageSize),
    skipped: skipped.slice(from, from + pageSize),
    page,
    pageSize,
    total: { candidates: candidates.length, skipped: skipped.length, allSkipped: left.length, reasons },
  };
}
