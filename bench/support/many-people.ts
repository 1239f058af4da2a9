/** A company of any number of people with names of three alphabets, whose numbers are computed already. */

import type { Database } from '../../db/database.ts';

const NAMES =
  'Ольга Анна Мария Елена Наталья Ирина Светлана Дмитрий Сергей Александр Юлия Пётр Jana Petra Šárka Jiří Tomáš Lukáš Kateřina Zdeněk Eliška Ondřej Emma Olivia James William Sophia Henry Grace Lily Daniel Chloe';
const STEMS =
  'Иван Петр Смирн Кузнец Соколов Мороз Волк Лебед Козл Новик Зайц Павл Novák Svobod Dvořák Černý Procházk Kučer Horák Němc Pospíšil Marek Smith Brown Wilson Taylor Clark Walker Young Wright Hill Baker';
const ENDS = ' ов ова ин ская ová ek son man ley ton ard ich енко ян';

/** `today` is the day the numbers are of: the API's own. */
export async function addManyPeople(database: Database, people: number, today: string): Promise<number> {
  const companyId = 1;
  const one = (words: string, salt: number): string =>
    `(string_to_array('${words}', ' '))[1 + abs(hashint8extended(n, ${String(salt)})) % ${String(words.split(' ').length)}]`;
  const dice = (salt: number): string => `((abs(hashint8extended(n, ${String(salt)})) % 100000) / 100000.0)`;
  // Without the triggers that mark changes and row by row the index of names: both are as if they had been there.
  await database.raw(`
    set local session_replication_role = replica;
    drop index clients_search;
    insert into companies (id, name, time_zone, country, currency) values (1, 'Many', 'UTC', 'CZ', 'CZK');
    insert into clients (id, company_id, external_id, name, surname, phone)
      select n, 1, n, ${one(NAMES, 1)}, ${one(STEMS, 2)} || ${one(ENDS, 3)},
        (array['+7916', '+420777', '+42060', '+4477009'])[1 + n % 4] || lpad((abs(hashint8extended(n, 4)) % 10000000)::text, 7, '0')
      from generate_series(1, ${String(people)}) n;
    insert into client_metrics (client_id, company_id, visits, first_visit_on, second_visit_on, last_visit_on, spend_minor, visits_7d,
        visits_30d, visits_30d_before, median_gap_days, pt_visits, first_pt_on, last_pt_on, has_future_booking, has_future_pt_booking,
        first_membership_on, came_thrice_in_thirty, visited_months, is_high_ltv, loyalty)
      select n, 1, case when came then visits else 0 end, case when came then date '${today}' - since - visits * 3 end,
        case when came and visits > 1 then date '${today}' - since - visits * 3 + 5 end, case when came then date '${today}' - since end,
        visits * 70000 * (0.5 + ${dice(7)}), case when since < 7 then 1 else 0 end, case when since < 30 then 1 + n % 6 else 0 end, n % 4, 7,
        case when n % 5 = 0 and came then visits / 3 else 0 end, null, case when n % 5 = 0 and came and visits >= 3 then date '${today}' - since end,
        n % 13 = 0, false, null, n % 3 = 0, '{0,1,2,5}', visits > 60, 'New'
      from (select n, n % 25 <> 0 as came, (900 * ${dice(5)} ^ 2)::int as since, 1 + (90 * ${dice(6)} ^ 3)::int as visits
        from generate_series(1, ${String(people)}) n) p;
    insert into client_segments (client_id, company_id, segment, since_on, since_at)
      select client_id, 1, case when is_high_ltv and date '${today}' - last_visit_on < 60 then 'vip_members'
          when date '${today}' - last_visit_on >= 365 then 'lost_clients' when date '${today}' - last_visit_on >= 180 then 'nearly_lost'
          when date '${today}' - last_visit_on >= 60 then 'going_silent' when visits_30d >= 3 then 'regular_members' else 'at_risk' end,
        '${today}', now() from client_metrics where last_visit_on is not null;
    insert into insight_state (company_id, as_of, clients, spenders, refreshed_at, full_at)
      values (1, '${today}', ${String(people)}, ${String(people)}, now(), now());
    insert into reactivation_settings (company_id) values (1) on conflict do nothing;
    create index clients_search on clients using gin (search_text gin_trgm_ops)`);
  await database.raw('vacuum analyze');
  return companyId;
}
