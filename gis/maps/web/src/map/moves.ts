/** Which atoms have other grids than the tiles say. */

interface Assignment {
  readonly atoms: Float64Array;
  readonly grids: Int32Array;
}

/** What changed since the last look. */
export interface Shift {
  /** Atoms that now are in another grid than before. */
  readonly moved: readonly (readonly [atom: number, grid: number])[];
  /** Atoms that were not there, such as the halves of one that was cut. */
  readonly ground: boolean;
}

/** Remembers assignments, so that only what changed is drawn anew. */
export class Moves {
  readonly #last = new Map<number, number>();
  readonly #since = new Map<number, number>();
  #known: Assignment = { atoms: new Float64Array(), grids: new Int32Array() };

  /** Atoms that moved since the map was opened, and their grids now. */
  get since(): ReadonlyMap<number, number> {
    return this.#since;
  }

  /** Take what there is now; atoms of communities that have just been loaded have not moved. */
  look(now: Assignment, fresh: boolean): Shift {
    const same = sameAtoms(this.#known.atoms, now.atoms);
    const moved: [number, number][] = [];
    let ground = false;
    now.atoms.forEach((atom, i) => {
      const grid = now.grids[i] ?? 0;
      if (same && this.#known.grids[i] === grid) {
        return;
      }
      const before = this.#last.get(atom);
      ground ||= before === undefined;
      if (before !== undefined && before !== grid) {
        moved.push([atom, grid]);
        this.#since.set(atom, grid);
      }
      this.#last.set(atom, grid);
    });
    this.#known = now;
    return { moved, ground: ground && !fresh };
  }
}

function sameAtoms(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((atom, i) => atom === other[i]);
}
