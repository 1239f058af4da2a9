/** What a day picker is given, by whoever shows it and to the half that is fetched later. */

export interface DaySpan {
  from: string;
  to: string;
}

export interface DayChoice {
  /** What the days are for, read before them. */
  label: string;
  value: DaySpan;
  /** One day, or the first and the last of a span. */
  mode: 'day' | 'span';
  /** The last day that may be chosen: a business knows nothing of tomorrow. */
  latest: string | undefined;
  shortcuts: { label: string; value: DaySpan }[];
  onChange: (next: DaySpan) => void;
}
