/** The log of a plan as far as it was read: latest first, page by page. */
import { signal } from '@lit-labs/signals';
import { api, told } from '../api/client.ts';
import type { Operation } from '../plan/types.ts';

export const PAGE = 50;

/** Whether the history is kept to the grid that is chosen. */
export const ofGrid = signal(false);

/** Read a page of the log.
 *
 * @throws Problem where it may not be read.
 */
export function page(
  plan: number,
  before: number | null,
  grid: number | null,
): Promise<Operation[]> {
  const query = {
    limit: PAGE,
    ...(before === null ? {} : { before }),
    ...(grid === null ? {} : { grid }),
  };
  const params = { path: { plan }, query };
  return told(api.GET('/api/v1/plans/{plan}/operations', { params }));
}

/** Two parts of one log joined: each version once, latest first. */
export function joined(known: readonly Operation[], found: readonly Operation[]): Operation[] {
  const all = new Map([...known, ...found].map((one) => [one.version, one]));
  return [...all.values()].sort((a, b) => b.version - a.version);
}

/** Whether versions are missing between what was known and a page of the latest: then the page
 * stands alone, and older ones are read again as one scrolls. */
export function gapped(known: readonly Operation[], latest: readonly Operation[]): boolean {
  const newest = known[0]?.version;
  const oldest = latest.at(-1)?.version;
  return newest !== undefined && oldest !== undefined && oldest > newest + 1;
}

/** Operations by the day on which they were done, in the time zone of the reader. */
export function byDay(operations: readonly Operation[]): [day: string, Operation[]][] {
  const days = new Map<string, Operation[]>();
  for (const one of operations) {
    const day = new Date(one.created_at).toDateString();
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}
