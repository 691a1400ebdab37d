/** How far one gets, and which homes are too far: what was asked, and what was answered. */
import { signal } from '@lit-labs/signals';
import type { FeatureCollection } from 'geojson';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';

export const MODES = ['walk', 'drive'] as const;
export type Mode = (typeof MODES)[number];

export interface Post {
  readonly id: number;
  readonly name: string;
  readonly kind: 'post' | 'service';
  readonly category: string;
  readonly lon: number;
  readonly lat: number;
}

export interface Outside {
  readonly posts: number;
  readonly homes: number;
  readonly of_homes: number;
  readonly households: number;
  readonly of_households: number;
  readonly share: number;
  readonly buildings: readonly (readonly [lon: number, lat: number, households: number])[];
  readonly by_grid: readonly {
    readonly grid: string;
    readonly name: string;
    readonly households: number | null;
    readonly outside: number | null;
    readonly share: number | null;
  }[];
}

export interface Suggested {
  readonly sites: readonly {
    readonly lon: number;
    readonly lat: number;
    readonly households: number;
  }[];
  readonly households: number;
  readonly covered_before: number;
  readonly covered_after: number;
  readonly optimal: boolean;
  readonly gap: number;
}

/** What is asked. */
export interface Wish {
  readonly mode: Mode;
  readonly minutes: number;
  /** Category of the posts that count; empty: all. */
  readonly category: string;
  readonly jurisdiction: string | null;
}

export const MINUTES = [5, 10, 15] as const;
/** Most posts that are asked for. */
const MOST = 1000;

export class Reach {
  readonly posts = signal<readonly Post[]>([]);
  readonly outside = signal<Outside | null>(null);
  readonly suggested = signal<Suggested | null>(null);
  readonly circles = signal<FeatureCollection | null>(null);
  /** The post whose circles are shown. */
  readonly from = signal<number | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly busy = signal(false);

  async learn(): Promise<void> {
    await this.#try(async () => {
      const { items } = await ask<{ items: Post[] }>('get', '/api/v1/posts', {
        query: { limit: MOST },
      });
      this.posts.set(items);
    });
  }

  /** Homes without a post within some minutes. */
  async count(wish: Wish): Promise<void> {
    this.suggested.set(null);
    await this.#try(async () => {
      this.outside.set(await ask<Outside>('get', '/api/v1/reach/outside', { query: asked(wish) }));
    });
  }

  /** Where further posts would serve most. */
  async advise(wish: Wish, count: number): Promise<void> {
    await this.#try(async () => {
      const query = { ...asked(wish), count };
      this.suggested.set(await ask<Suggested>('get', '/api/v1/reach/suggest', { query }));
    });
  }

  /** What is reached from a post within 5, 10 and 15 minutes; the same again: nothing. */
  async circle(post: number, mode: Mode): Promise<void> {
    if (this.from.get() === post) {
      this.from.set(null);
      this.circles.set(null);
      return;
    }
    await this.#try(async () => {
      const query = { post, mode, minutes: MINUTES.join() };
      this.circles.set(await ask<FeatureCollection>('get', '/api/v1/reach/isochrones', { query }));
      this.from.set(post);
    });
  }

  /** Take everything off the map. */
  clear(): void {
    this.outside.set(null);
    this.suggested.set(null);
    this.circles.set(null);
    this.from.set(null);
    this.problem.set(null);
  }

  async #try(run: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      await run();
    } catch (error) {
      this.problem.set(asProblem(error));
    }
    this.busy.set(false);
  }
}

export const reach = new Reach();

function asked({ mode, minutes, category, jurisdiction }: Wish) {
  return {
    mode,
    minutes,
    ...(category ? { category } : {}),
    ...(jurisdiction ? { jurisdiction } : {}),
  };
}
