/** Message ids shaped like WhatsApp's own: base64 with the phone readable inside, so that a check for personal data must decode them. */

import { randomBytes } from 'node:crypto';

export function newWamid(waId: string, direction: 'in' | 'out'): string {
  const phone = Buffer.from(waId, 'ascii');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, phone.length]),
    phone,
    Buffer.from([0x15, 0x02, 0x00, direction === 'out' ? 0x11 : 0x12, 0x18, 0x12]),
    Buffer.from(randomBytes(9).toString('hex').toUpperCase(), 'ascii'),
    Buffer.from([0x00]),
  ]);
  return `wamid.${bytes.toString('base64')}`;
}
