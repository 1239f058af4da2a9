/** What makes lists of a hundred thousand people quick: one text to search and sort by, and an index for each sort. */

export const name = '0011-lists';

export const up = `
-- How a name is compared: no case, no accents, no apostrophes; whatever else is no letter parts two words.
-- (A question mark is written as its code: knex would take it for a parameter.)
-- Canonical decomposition takes the marks off (š, ů, ё, й, ї); the three letters that have no decomposition are named.
create function search_form(text) returns text immutable strict parallel safe language sql
return btrim(regexp_replace(regexp_replace(
  translate(regexp_replace(normalize(lower($1), nfd), '[\\u0300-\\u036f]', '', 'g'), 'łøđ', 'lod'),
  '[''’ʼ\`]', '', 'g'), '[-[:space:].,;:!\\u003f()/_%"&*+=<>|\\\\]+', ' ', 'g'));

-- The same in Latin letters: people type a name in either alphabet, and trigrams are made of other letters only where the
-- machine has the right locale. Signs without a sound are left out.
create function search_latin(text) returns text immutable strict parallel safe language sql
return replace(replace(replace(replace(replace(replace(replace(replace(
  translate(search_form($1), 'абвгдезиклмнопрстуфыэіґєъь', 'abvgdeziklmnoprstufyeige'),
  'ж', 'zh'), 'х', 'kh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'shch'), 'ю', 'yu'), 'я', 'ya');

-- A space before every word: what is shorter than a trigram is looked for at the beginning of words, which is a trigram.
-- A phone is its digits; where none is valid, those the card holds. Cut off, as a btree takes no long words.
create function client_search(name text, surname text, phone text, phone_raw text) returns text
  immutable parallel safe language sql
return ' ' || left(search_latin(coalesce(name, '') || ' ' || coalesce(surname, '')), 200)
  || ' ' || left(regexp_replace(coalesce(phone, phone_raw, ''), '[^0-9]', '', 'g'), 40);

alter table clients
  add column sort_name text not null generated always as (left(search_form(name || ' ' || surname), 200)) stored,
  add column search_text text not null generated always as (client_search(name, surname, phone, phone_raw)) stored;
drop index clients_search;
drop index clients_name;
create index clients_search on clients using gin (search_text gin_trgm_ops);
create index clients_listed on clients (company_id, sort_name, id) where not is_deleted;

-- Lists are read in the order of an index, whatever they are sorted by: none of them sorts a hundred thousand people.
-- Those by first and last visit and by the number of visits are there already.
drop index client_metrics_spend;
create index client_metrics_spend on client_metrics (company_id, spend_minor, client_id);
create index client_metrics_pt_visits on client_metrics (company_id, pt_visits, client_id);
create index client_metrics_last_pt on client_metrics (company_id, last_pt_on, client_id);
create index client_metrics_visits_30d on client_metrics (company_id, visits_30d, client_id);
`;
