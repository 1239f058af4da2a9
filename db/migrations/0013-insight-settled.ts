/** From when on it is a move when somebody is found in another segment. */

export const name = '0013-insight-settled';

export const up = `
-- null: the books are still coming in for the first time, and whoever is found elsewhere than a minute ago has not moved.
alter table insight_state add column settled_at timestamptz;
update insight_state set settled_at = full_at;
`;
