/** Of which day the gaps are that are kept with the rules: one person's page reads them instead of counting everybody's. */

export const name = '0023-kept-intervals';

export const up = `
-- null: not kept yet, or everybody was computed again since.
alter table insight_state add column intervals_as_of date;
`;
