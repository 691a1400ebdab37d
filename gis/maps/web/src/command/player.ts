/** Plays the window back, frame by frame. */
import { computed, signal } from '@lit-labs/signals';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import type { Span } from '../app/command-route.ts';
import type { Frames } from './contract.ts';
import { Film } from './frames.ts';
import { withMore } from './query.ts';
import { countBreaks } from './scales.ts';
import { edges, frameStep } from './time.ts';

export const SPEEDS = [1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];
/** Milliseconds that a frame stays at the speed of 1. */
const FRAME = 1000;

/** Sizes of hexagons by zoom (H3 resolutions). */
const RESOLUTIONS = [
  [14.5, 10],
  [12.5, 9],
  [10.5, 8],
  [0, 7],
] as const;

export function resolutionAt(zoom: number): number {
  return RESOLUTIONS.find(([from]) => zoom >= from)?.[1] ?? 7;
}

export class Player {
  /** Null: nothing is played, the map shows the whole window. */
  readonly film = signal<Film | null>(null);
  readonly at = signal(0);
  readonly playing = signal(false);
  readonly loading = signal(false);
  readonly speed = signal<Speed>(4);
  readonly cumulative = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** Where classes of counts begin, the same for all frames. */
  readonly breaks = computed(() =>
    countBreaks(this.film.get()?.largest(this.cumulative.get()) ?? 1),
  );
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | null = null;
  /** The question that is played back. */
  #of: string | null = null;

  /** The film is of another question than is asked now: back to what is asked. */
  turn(query: URLSearchParams): void {
    if (this.#of !== null && this.#of !== query.toString()) {
      this.end();
    }
  }

  /** Fetch the frames of a window and play them from the beginning. */
  async begin(query: URLSearchParams, span: Span, zoom: number): Promise<void> {
    this.end();
    this.#of = query.toString();
    const [from, to] = edges(span);
    const asked = withMore(query, { step: frameStep(to - from), resolution: resolutionAt(zoom) });
    const running = new AbortController();
    this.#running = running;
    this.loading.set(true);
    this.problem.set(null);
    try {
      const frames = await ask<Frames>('get', `/api/v1/heat/frames?${asked}`, {
        signal: running.signal,
      });
      this.film.set(new Film(frames));
      this.play();
    } catch (error) {
      if (!running.signal.aborted) {
        this.problem.set(asProblem(error));
      }
    }
    if (this.#running === running) {
      this.loading.set(false);
    }
  }

  play(): void {
    const film = this.film.get();
    if (film && film.length > 0) {
      if (this.at.get() >= film.length - 1) {
        this.at.set(0);
      }
      this.playing.set(true);
      this.#wait();
    }
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.playing.set(false);
  }

  /** Go some frames on or back, and stay there. */
  step(by: number): void {
    this.pause();
    this.seek(this.at.get() + by);
  }

  seek(at: number): void {
    const last = (this.film.get()?.length ?? 1) - 1;
    this.at.set(Math.max(0, Math.min(last, at)));
  }

  /** Back to the whole window. */
  end(): void {
    this.pause();
    this.#running?.abort();
    this.#running = null;
    this.#of = null;
    this.loading.set(false);
    this.film.set(null);
    this.at.set(0);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#advance(), FRAME / this.speed.get());
  }

  #advance(): void {
    const last = (this.film.get()?.length ?? 0) - 1;
    if (this.at.get() >= last) {
      this.playing.set(false);
      return;
    }
    this.at.set(this.at.get() + 1);
    this.#wait();
  }
}

export const player = new Player();
