/** Which versions of the plan this page knows, and which are its own doing. */

export class Versions {
  private readonly mine = new Set<number>();
  private readonly known = new Set<number>();

  /** How many operations were heard of. */
  heard = 0;

  /** @param settled the version of what was read. */
  constructor(private settled = 0) {}

  /** Everything up to this version is known: what edits are based on.
   *
   * An own edit may be answered before somebody else's of a lower version was heard of; to build
   * on the own one would hide theirs.
   */
  get base(): number {
    return this.settled;
  }

  /** All was read anew, as of a version. */
  restart(version: number): void {
    if (version < this.settled) {
      // Another history: its versions are not those known under the same numbers.
      this.mine.clear();
      this.known.clear();
    }
    this.settled = version;
    this.advance();
  }

  /** An operation became known. */
  hear(version: number): void {
    this.heard += 1;
    if (version > this.settled) {
      this.known.add(version);
      this.advance();
    }
  }

  /** An operation of this page was answered. */
  own(version: number): void {
    this.mine.add(version);
    this.hear(version);
  }

  isOwn(version: number): boolean {
    return this.mine.has(version);
  }

  /** The version that only own operations lead to from another. */
  raised(from: number): number {
    let version = from;
    while (this.mine.has(version + 1)) {
      version += 1;
    }
    return version;
  }

  private advance(): void {
    while (this.known.delete(this.settled + 1)) {
      this.settled += 1;
    }
  }
}
