/** Two people changed the same thing: the second is shown what the first made of it. */

export class VersionConflict extends Error {
  readonly current: unknown;

  constructor(current: unknown) {
    super('version_conflict');
    this.name = 'VersionConflict';
    this.current = current;
  }
}
