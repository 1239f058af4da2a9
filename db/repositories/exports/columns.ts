/** What a column of an export is, and how instants and money are written: by PostgreSQL, so that a row is only copied. */

export interface Column {
  /** Stable English, as the first line of the file has it. */
  key: string;
  sql: string;
  /** Words of people: they may begin like a formula. Everything else is a number, a date or a code of ours. */
  isText: boolean;
}

export const text = (key: string, sql: string): Column => ({ key, sql, isText: true });
export const value = (key: string, sql: string): Column => ({ key, sql, isText: false });

/** On the company's clock for people, and in UTC for programs: `sent` and `sent_utc`. */
export const instant = (key: string, sql: string): Column[] => [
  value(key, `to_char(${sql} at time zone cast(:zone as text), 'YYYY-MM-DD HH24:MI')`),
  value(`${key}_utc`, `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`),
];

/** In major units with a point, whatever the reader's language: 1234.50. The currency is a column of its own. */
export const money = (key: string, sql: string): Column =>
  value(key, `round((${sql})::numeric / cast(:minorPerMajor as numeric), cast(:digits as int))::text`);

export const CURRENCY = value('currency', 'cast(:currency as text)');
export const CLIENT_NAME = text('client', `trim(c.name || ' ' || c.surname)`);
