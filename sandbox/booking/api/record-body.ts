/** The body that makes or changes a record: what the platform wants of it, and whose record it becomes. */

import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Client } from '../contents.ts';
import { isTaken, worksOn } from '../free-times.ts';
import { samePhone } from '../phones.ts';
import { refuse } from './answers.ts';
import type { Platform } from './platform.ts';

const body = z.object({
  staff_id: z.coerce.number().int(),
  services: z.array(z.object({ id: z.coerce.number().int(), cost: z.coerce.number().optional() })).min(1),
  client: z.object({ phone: z.string().min(1), name: z.string().default(''), email: z.string().default('') }),
  datetime: z.string(),
  seance_length: z.coerce.number().int().positive(),
  save_if_busy: z.boolean(),
  send_sms: z.boolean(),
  comment: z.string().default(''),
  attendance: z.union([z.literal(-1), z.literal(0), z.literal(1), z.literal(2)]).default(0),
  api_id: z.coerce.string().default(''),
});
type Body = z.infer<typeof body>;

/** The person with this phone; the platform makes a card for a phone it has not seen. */
export function clientFor(platform: Platform, wanted: Body['client']): Client {
  const { contents } = platform;
  for (const client of contents.clients.values()) {
    if (samePhone(client.phone, wanted.phone)) return client;
  }
  const at = platform.now();
  const client: Client = {
    id: contents.nextClientId(),
    name: wanted.name,
    surname: '',
    phone: wanted.phone,
    email: wanted.email,
    birthDate: null,
    newsletter: null,
    customFields: {},
    createdAt: at,
    changedAt: at,
  };
  platform.change({ type: 'client_saved', client });
  return client;
}

/** Reads the body; answers and returns null when it will not do. */
export function readRecord(
  { contents, time }: Platform,
  request: Request,
  response: Response,
  exceptId?: number,
): (Body & { local: string }) | null {
  const parsed = body.safeParse(request.body);
  const at = parsed.success ? time.parse(parsed.data.datetime) : null;
  if (!parsed.success || at === null) {
    const fields = parsed.success ? ['datetime'] : parsed.error.issues.map((issue) => String(issue.path[0]));
    refuse(response, 422, 'Произошла ошибка', {
      errors: Object.fromEntries(fields.map((field) => [field, ['invalid']])),
    });
    return null;
  }
  const wanted = parsed.data;
  const member = contents.staff.find((each) => each.id === wanted.staff_id);
  const unknown = wanted.services.some(({ id }) => !contents.services.some((service) => service.id === id));
  if (!member || unknown) {
    refuse(response, 404, member ? 'Услуга не найдена' : 'Сотрудник не найден');
    return null;
  }
  const local = time.textOf(at).slice(0, 16);
  const busy =
    !worksOn(member, local.slice(0, 10)) || isTaken(contents, member.id, local, wanted.seance_length, exceptId);
  if (busy && !wanted.save_if_busy) {
    refuse(response, 409, `Мастер занят или не работает: ${local}`, { conflict: true });
    return null;
  }
  return { ...wanted, local };
}
