/** Instants as the platform is asked with them. */

/** An instant the platform cannot misread: whole seconds, with an explicit offset. */
export function withOffset(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}
