/** Free days and times, as the platform's public online booking shows them. */

import { Router, type Request } from 'express';
import { Temporal as dates } from 'temporal-polyfill';
import type { StaffMember } from '../contents.ts';
import { freeTimes, worksOn } from '../free-times.ts';
import { answer, asked, askedList, pathNumber, refuse } from './answers.ts';
import type { Platform } from './platform.ts';

const HOUR_SECONDS = 3600;
const MOST_DAYS = 62;

export function onlineBookingRoutes(platform: Platform): Router {
  const { contents, time } = platform;
  const router = Router();

  function length(request: Request): number {
    const ids = askedList(request, 'service_ids');
    const seconds = contents.services.filter(({ id }) => ids.includes(id)).map((service) => service.seconds);
    return seconds.length === 0 ? HOUR_SECONDS : seconds.reduce((sum, each) => sum + each, 0);
  }
  /** 0 is anybody; hidden and fired people are not offered. */
  function people(request: Request, staffId: number): StaffMember[] {
    const ids = askedList(request, 'service_ids');
    return contents.staff.filter(
      (member) =>
        !member.hidden &&
        !member.fired &&
        (staffId === 0 || member.id === staffId) &&
        ids.every((id) => member.serviceIds.includes(id)),
    );
  }
  const timesOf = (members: StaffMember[], date: string, seconds: number): string[] =>
    [...new Set(members.flatMap((member) => freeTimes(contents, time, platform.now(), member, date, seconds)))].sort();

  router.get('/book_services/:company', (request, response) => {
    const staffId = Number(asked(request, 'staff_id') ?? 0);
    const member = contents.staff.find((each) => each.id === staffId);
    const services = contents.services
      .filter((service) => service.active && (!member || member.serviceIds.includes(service.id)))
      .map((service) => ({
        id: service.id,
        title: service.title,
        price_min: service.price,
        price_max: service.price,
        active: 1,
        prepaid: 'forbidden',
        ...(member ? { seance_length: service.seconds } : {}),
      }));
    answer(response, { events: [], services, category: [] });
  });

  router.get('/book_dates/:company', (request, response) => {
    const today = time.dateOf(platform.now());
    const from = asked(request, 'date_from') ?? asked(request, 'date') ?? today;
    const to = asked(request, 'date_to') ?? dates.PlainDate.from(from).add({ days: 30 }).toString();
    const members = people(request, Number(asked(request, 'staff_id') ?? 0));
    const seconds = length(request);
    const working: string[] = [];
    const free: string[] = [];
    let day = dates.PlainDate.from(from);
    for (let count = 0; count < MOST_DAYS && day.toString() <= to; count += 1, day = day.add({ days: 1 })) {
      const date = day.toString();
      if (members.some((member) => worksOn(member, date))) working.push(date);
      if (timesOf(members, date, seconds).length > 0) free.push(date);
    }
    const grouped = (list: string[]): unknown => {
      const months: Record<string, string[]> = {};
      for (const date of list) (months[String(Number(date.slice(5, 7)))] ??= []).push(String(Number(date.slice(8))));
      return list.length === 0 ? [] : months;
    };
    answer(response, {
      booking_days: grouped(free),
      booking_dates: free,
      working_days: grouped(working),
      working_dates: working,
    });
  });

  router.get('/book_times/:company/:staff/:date', (request, response) => {
    const { date } = request.params;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
      refuse(response, 400, 'Неверные параметры', { errors: { date: ['invalid'] } });
      return;
    }
    const seconds = length(request);
    const rows = timesOf(people(request, pathNumber(request, 'staff')), date, seconds).map((at) => ({
      time: at.replace(/^0/, ''),
      seance_length: seconds,
      sum_length: seconds,
      datetime: time.isoOf(`${date} ${at}`),
    }));
    answer(response, rows);
  });
  return router;
}
