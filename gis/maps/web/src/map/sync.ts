/** Keeps the map in step with the opened plan: counts, colours, moved atoms, tiles. */
import type { PlanStore } from '../plan/contract.ts';
import type { Grid } from '../plan/types.ts';
import { standing } from './expressions.ts';
import { Moves } from './moves.ts';
import { categoriesOf, type Ink, inkOf } from './palette.ts';
import type { TownMap } from './town-map.ts';

/** Atoms are many and the map knows of their moves already: their tiles wait for a quiet moment. */
const QUIET_MS = 4000;

export class Sync {
  readonly #moves = new Moves();
  readonly #counts = new Map<number, number>();
  readonly #colours = new Map<number, number>();
  #communities = 0;
  #version: number;
  #quiet = 0;
  #looking: Promise<void> | null = null;
  #again = false;

  constructor(
    readonly store: PlanStore,
    readonly map: TownMap,
  ) {
    this.#version = store.version.get();
    for (const grid of store.grids.get().values()) {
      this.#counts.set(grid.id, this.#count(grid));
    }
  }

  /** The grid an atom has moved to since its tile was made. */
  gridOf(atom: number): number | undefined {
    return this.#moves.since.get(atom);
  }

  /** Grids have other counts. */
  counts(grids: ReadonlyMap<number, Grid>): void {
    const changed = new Set<number>();
    for (const grid of grids.values()) {
      const count = this.#count(grid);
      if (this.#counts.get(grid.id) !== count) {
        this.#counts.set(grid.id, count);
        this.map.gridState(grid.id, { count });
        changed.add(grid.id);
      }
    }
    this.#recolour(changed);
  }

  /** The plan has a new version: its outlines are drawn anew. */
  version(version: number): void {
    if (version !== this.#version) {
      this.#version = version;
      this.map.refresh('grids', version);
      this.map.refresh('microgrids', version);
      this.#later();
    }
  }

  /** Atoms moved, or communities were loaded. */
  async assignment(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#look();
    await this.#looking;
    this.#looking = null;
    if (this.#again) {
      this.#again = false;
      await this.assignment();
    }
  }

  /** The map is drawn in other colours. */
  repaint(): void {
    this.#recolour(new Set(this.#moves.since.values()));
  }

  end(): void {
    clearTimeout(this.#quiet);
  }

  async #look(): Promise<void> {
    const loaded = this.store.loaded.get().size;
    const [now, colours] = await Promise.all([
      this.store.graph.assignment(),
      this.store.graph.colours(),
    ]);
    const { moved, ground } = this.#moves.look(now, loaded !== this.#communities);
    this.#communities = loaded;
    const changed = new Set<number>();
    for (const [grid, colour] of colours) {
      if (this.#colours.get(grid) !== colour) {
        this.#colours.set(grid, colour);
        this.map.gridState(grid, { colour });
        changed.add(grid);
      }
    }
    this.#recolour(changed);
    for (const [atom, grid] of moved) {
      this.map.atomState(atom, { grid, fill: this.#fill(grid) });
    }
    if (ground) {
      this.map.refresh('atoms', this.#version);
    }
  }

  /** Moved atoms take the colour of the grid they have come to. */
  #recolour(grids: ReadonlySet<number>): void {
    if (grids.size === 0) {
      return;
    }
    for (const [atom, grid] of this.#moves.since) {
      if (grids.has(grid)) {
        this.map.atomState(atom, { grid, fill: this.#fill(grid) });
      }
    }
  }

  #fill(id: number): string {
    const { look } = this.map;
    const ink: Ink = inkOf(look.theme);
    const grid = this.store.grids.get().get(id);
    if (!grid) {
      return ink.ground;
    }
    if (grid.kind === 'dedicated') {
      return categoriesOf(look.theme)[grid.category ?? '']?.fill ?? ink.ground;
    }
    if (look.fill === 'grid') {
      return ink.eight[(this.#colours.get(id) ?? id) % ink.eight.length] ?? ink.ground;
    }
    const scale = grid.reason === null ? ink.scale : ink.excused;
    return scale[standing(this.#count(grid), look.band)] ?? ink.ground;
  }

  #count(grid: Grid): number {
    return grid[this.map.look.by];
  }

  #later(): void {
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => this.map.refresh('atoms', this.#version), QUIET_MS);
  }
}
