/** Invented opt-outs: said in words, recorded by hand, brought along, taken back. */

import type { OptOutItem } from '../../contracts/http/opt-outs.ts';
import type { Ask } from './answers.ts';
import { pageOf } from './page-of.ts';
import { ago, clientOf } from './people.ts';

const SAID: [source: string, reason: string | null, by: string | null, minutes: number][] = [
  ['word', null, null, 300],
  ['person', 'Said so at the desk', 'Anna', 2900],
  ['import', 'Old system', 'Anna', 90_000],
  ['user_preferences', null, null, 12_000],
];
const optOuts: OptOutItem[] = SAID.map(([source, reason, recordedBy, minutes], index) => {
  const client = clientOf(41 + index);
  return {
    phone: client.phone ?? `+1604700000${String(index)}`,
    clientId: index === 2 ? null : client.id,
    clientName: index === 2 ? null : client.name,
    source,
    reason,
    at: ago(minutes),
    confirmedAt: source === 'word' ? ago(minutes - 1) : null,
    recordedBy,
    liftedAt: index === 3 ? ago(100) : null,
    liftedBy: null,
  };
});

export const optOutAnswers: Record<string, (ask: Ask) => unknown> = {
  listOptOuts: (ask) =>
    pageOf(
      optOuts.filter(({ liftedAt }) => {
        const show = ask.query['show'] ?? 'active';
        return show === 'all' || (show === 'lifted') === (liftedAt !== null);
      }),
      ask,
      ({ clientName, phone }) => `${clientName ?? ''} ${phone}`,
    ),
  importOptOuts: ({ body }) => {
    const lines = String(body['text']).split('\n').filter(Boolean);
    const bad = lines.flatMap((line, at) => (/\d{7}/.test(line) ? [] : [{ line: at + 1, reason: 'bad_phone' }]));
    return {
      isPreview: body['isPreview'] !== false,
      stored: lines.length - bad.length,
      known: 0,
      bad,
      badCount: bad.length,
    };
  },
};
