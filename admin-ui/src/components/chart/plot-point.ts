/** One point of a plot, in figures and in words. */

export interface PlotPoint {
  key: string;
  /** Where it stands on the axis of a line: days, for instance. Bars stand side by side. */
  x: number;
  value: number | null;
  /** Beneath the axis. */
  tick: string;
  /** Both lines of the tip. */
  label: string;
  words: string;
  /** Not over yet: its figure may still change. */
  isOpen?: boolean;
}
