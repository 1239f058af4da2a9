/** A company's place and money follow its platform; and what a platform counts of visits, which nothing reads, goes. */

export const name = '0024-followed-company';

export const up = `
alter table companies
  -- Zone, country or currency changed at the platform: what was read under the old ones is to be read again. Empty once a
  -- rebuild has begun since.
  add column reread_wanted_at timestamptz;

-- Visits are counted from the records; this number made every card of a visitor differ from its copy.
alter table clients drop column platform_visits;
`;
