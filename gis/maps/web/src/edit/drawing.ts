/** What is being drawn, as the chips, the grip and the toolbar show it; tools set it. */
import { signal } from '@lit-labs/signals';
import type { Preview, Refusal } from '../graph/protocol.ts';
import type { Pair } from '../ui/words.ts';

/** A place on the map, in pixels. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

export interface Drawing {
  readonly preview: Preview;
  /** Atoms that were swept over and stay as they are, and why; null where all move. */
  readonly skipped: { readonly count: number; readonly why: Refusal } | null;
  /** Beside which the chips float; null: they are docked only. */
  readonly at: Pixel | null;
  /** drawing: nothing is saved yet; sending: on its way; done: the service has it. */
  readonly phase: 'drawing' | 'sending' | 'done';
}

export const drawing = signal<Drawing | null>(null);

/** A drawing that nothing was left out of, and that floats nowhere. */
export function drawn(preview: Preview, at: Pixel | null = null): Drawing {
  return { preview, at, skipped: null, phase: 'drawing' };
}

/** Where a border can be taken hold of. */
export const grip = signal<(Pixel & { readonly held: boolean }) | null>(null);

/** Grids with an outline besides those chosen: what a gesture is about. */
export const concerned = signal<readonly number[]>([]);

/** The grid under the pointer, where a click would choose it. */
export const hovered = signal<number | null>(null);

/** The circle of the brush. */
export const brush = signal<Pixel | null>(null);

/** The cross that keys move where a line is drawn. */
export const cross = signal<Pixel | null>(null);

/** Radius of the brush in pixels. */
const BRUSHES = [8, 16, 24, 40, 64] as const;
export const brushSize = signal<number>(24);

/** The next size up or down. */
export function resizeBrush(step: 1 | -1): void {
  const sizes = step > 0 ? BRUSHES : BRUSHES.toReversed();
  const now = brushSize.get();
  brushSize.set(sizes.find((size) => (size - now) * step > 0) ?? now);
}

/** What the tool waits for, where the chips would be. */
export const hint = signal<Pair | null>(null);
