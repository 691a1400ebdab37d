/** A tour through cameras: which one is looked at, how long still, what was found. */
import type { Result, Stop } from './contract.ts';

export interface Tour {
  readonly stops: readonly Stop[];
  /** Which stop; as many as there are once it is over. */
  readonly at: number;
  /** Seconds until the next camera. */
  readonly left: number;
  readonly paused: boolean;
  /** What was found at each stop; null where nothing was said. */
  readonly results: readonly (Result | null)[];
}

/** A tour that begins. */
export function begun(stops: readonly Stop[]): Tour {
  return {
    stops,
    at: 0,
    left: stops[0]?.seconds ?? 0,
    paused: false,
    results: stops.map(() => null),
  };
}

export const over = (tour: Tour): boolean => tour.at >= tour.stops.length;
export const here = (tour: Tour): Stop | undefined => tour.stops[tour.at];

/** A second later. */
export function ticked(tour: Tour): Tour {
  if (tour.paused || over(tour)) {
    return tour;
  }
  return tour.left > 1 ? { ...tour, left: tour.left - 1 } : moved(tour, 1);
}

/** The next camera, or the one before. */
export function moved(tour: Tour, by: 1 | -1): Tour {
  const at = Math.min(tour.stops.length, Math.max(0, tour.at + by));
  return { ...tour, at, left: tour.stops[at]?.seconds ?? 0 };
}

/** Say what was found where one looks. */
export function marked(tour: Tour, result: Result): Tour {
  return over(tour) ? tour : { ...tour, results: tour.results.with(tour.at, result) };
}

/** How many stops were found to be what; `null`: nothing was said. */
export function counted(tour: Tour, result: Result | null): number {
  return tour.results.filter((one) => one === result).length;
}
