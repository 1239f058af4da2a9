/** Names and words that want something they must not get: read from the data file beside. */

import { readFileSync } from 'node:fs';

export interface Hostile {
  /** One of the five, or none. */
  language: string;
  kind: 'name' | 'reply';
  text: string;
}

export const HOSTILE = JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8')) as readonly Hostile[];
