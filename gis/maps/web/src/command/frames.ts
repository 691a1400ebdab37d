/** Playback: what each frame shows, one after the other or summed up. */
import type { Frames } from './contract.ts';

/** Counts of hexagons in a frame, by their index. */
export type Counts = ReadonlyMap<number, number>;

/** Frame by frame, with what is to be drawn anew in each. */
export class Film {
  #counts = new Map<number, number>();
  #at = -1;
  #cumulative = false;

  constructor(readonly frames: Frames) {}

  get length(): number {
    return this.frames.frames.length;
  }

  /** The largest count of any frame; summed up: of the last. */
  largest(cumulative: boolean): number {
    if (!cumulative) {
      return this.frames.counts.reduce(
        (most, frame) => frame.reduce((least, [, count]) => Math.max(least, count), most),
        1,
      );
    }
    const sums = new Map<number, number>();
    for (const frame of this.frames.counts) {
      add(sums, frame);
    }
    return Math.max(1, ...sums.values());
  }

  /** Go to a frame; returns the counts that are others than before. */
  show(at: number, cumulative: boolean): Counts {
    const next = this.#next(at, cumulative);
    const changed = new Map<number, number>();
    for (const hex of this.#counts.keys()) {
      if (!next.has(hex)) {
        changed.set(hex, 0);
      }
    }
    for (const [hex, count] of next) {
      if (this.#counts.get(hex) !== count) {
        changed.set(hex, count);
      }
    }
    this.#counts = next;
    this.#at = at;
    this.#cumulative = cumulative;
    return changed;
  }

  /** Tickets up to a frame, or in it. */
  total(at: number, cumulative: boolean): number {
    const frames = this.frames.frames.slice(cumulative ? 0 : at, at + 1);
    return frames.reduce((sum, frame) => sum + (frame.total ?? 0), 0);
  }

  #next(at: number, cumulative: boolean): Map<number, number> {
    const next = new Map<number, number>();
    if (!cumulative) {
      add(next, this.frames.counts[at] ?? []);
      return next;
    }
    // One step on from the last frame is the usual case.
    const goesOn = this.#cumulative && this.#at >= 0 && this.#at <= at;
    if (goesOn) {
      for (const [hex, count] of this.#counts) {
        next.set(hex, count);
      }
    }
    for (const frame of this.frames.counts.slice(goesOn ? this.#at + 1 : 0, at + 1)) {
      add(next, frame);
    }
    return next;
  }
}

function add(sums: Map<number, number>, frame: Frames['counts'][number]): void {
  for (const [hex, count] of frame) {
    sums.set(hex, (sums.get(hex) ?? 0) + count);
  }
}
