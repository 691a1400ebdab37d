/** Order of the live list, and what it shows while somebody reads it. */
import type { Brief, Colour } from '../tickets/types.ts';

export const SORTS = ['newest', 'late'] as const;
export type Sort = (typeof SORTS)[number];

const URGENT: Record<Colour, number> = { red: 0, yellow: 1, green: 2 };
const CLOSED = 3;

/** Tickets as they are shown: newest report first, or the most urgent first. */
export function ordered(tickets: readonly Brief[], sort: Sort): readonly Brief[] {
  return sort === 'newest' ? tickets : [...tickets].sort(byUrgency);
}

/** Late ones first, those due the longest at the top; closed ones last, newest first. */
function byUrgency(a: Brief, b: Brief): number {
  const rank = urgency(a) - urgency(b);
  if (rank !== 0) {
    return rank;
  }
  return a.colour === null
    ? Date.parse(b.reported_at) - Date.parse(a.reported_at)
    : due(a) - due(b) || b.id - a.id;
}

const urgency = (one: Brief): number => (one.colour === null ? CLOSED : URGENT[one.colour]);
const due = (one: Brief): number =>
  one.due_at === null ? Number.POSITIVE_INFINITY : Date.parse(one.due_at);

/** A list that is held while somebody reads it: the same tickets in the same order, each as it is
 * now; and how many others there are by now. */
export function held(
  now: readonly Brief[],
  ids: readonly number[],
): { readonly shown: readonly Brief[]; readonly others: number } {
  const known = new Map(now.map((one) => [one.id, one]));
  const shown = ids.flatMap((id) => known.get(id) ?? []);
  return { shown, others: now.length - shown.length };
}
