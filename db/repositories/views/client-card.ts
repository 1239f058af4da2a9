/** What the front desk wrote on somebody's card at the booking platform, as their page shows it: nothing that is empty. */

import type { ClientDetail } from '../../../contracts/http/insight.ts';

type Card = ClientDetail['card'];

export interface StoredCard {
  card: {
    comment?: string;
    categories?: string[];
    discount?: number;
    agreements?: Record<string, boolean | null>;
  };
  customFields: Record<string, unknown>;
}

/** Shown by themselves. */
const SHOWN_FIELDS: ReadonlySet<string> = new Set(['language']);
const SHOWN_AGREEMENTS: ReadonlySet<string> = new Set(['is_newsletter_allowed']);

export function cardShown({ card, customFields }: StoredCard): Card {
  return {
    comment: card.comment?.trim() ?? '',
    categories: (card.categories ?? []).filter((title) => title.trim() !== ''),
    discountPercent: card.discount ?? 0,
    fields: Object.entries(customFields).flatMap(([name, value]) => {
      const text = textOf(value);
      return text === '' || SHOWN_FIELDS.has(name) ? [] : [{ name, value: text }];
    }),
    agreements: Object.entries(card.agreements ?? {}).flatMap(([name, isAgreed]) =>
      isAgreed === null || SHOWN_AGREEMENTS.has(name) ? [] : [{ name, isAgreed }],
    ),
  };
}

/** A field holds a text, a number, a choice, or several choices; what is deeper is for the platform's own page. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : '';
}
