/** What the command centre asks the service, each question once for all who show the answer. */
import type { CommandRoute, Filters, Span } from '../app/command-route.ts';
import { Answer } from './answer.ts';
import type {
  Alerts,
  Compared,
  Concentration,
  GridRates,
  HotSpots,
  Stats,
  Timeline,
} from './contract.ts';
import { asked, withMore } from './query.ts';
import { edges, stepOf, surroundings, written } from './time.ts';

export const figures = new Answer<Stats>('/api/v1/tickets/stats');
export const rates = new Answer<GridRates>('/api/v1/heat/grids');
export const spots = new Answer<HotSpots>('/api/v1/hotspots');
export const compared = new Answer<Compared>('/api/v1/heat/compare');
export const timeline = new Answer<Timeline>('/api/v1/heat/timeline');
export const shares = new Answer<Concentration>('/api/v1/concentration');
export const alerts = new Answer<Alerts>('/api/v1/alerts');
/** Counts by one kind of filter, without that filter itself. */
export const facets = {
  category: new Answer<Stats>('/api/v1/tickets/stats'),
  channel: new Answer<Stats>('/api/v1/tickets/stats'),
  unit: new Answer<Stats>('/api/v1/tickets/stats'),
  jurisdiction: new Answer<Stats>('/api/v1/tickets/stats'),
} as const;
export type Facet = keyof typeof facets;
export const FACETS = Object.keys(facets) as Facet[];
const WITHOUT: Readonly<Record<Facet, Partial<Filters>>> = {
  category: { category: [] },
  channel: { channel: [] },
  unit: { unit: [] },
  jurisdiction: { jurisdiction: null },
};

export type SharesBy = 'grid' | 'category' | 'unit';

/** What somebody looks at. */
export interface Sight {
  readonly route: CommandRoute;
  readonly span: Span;
  readonly now: number;
  /** Goes up with every change of tickets. */
  readonly revision: number;
  /** Goes up with every alert. */
  readonly alarms: number;
  /** How far the timeline is zoomed out. */
  readonly zoom: number;
  readonly sharesBy: SharesBy;
  /** Kinds of filters that are open. */
  readonly open: ReadonlySet<Facet>;
  /** Whether the caller sees tickets and alerts, not only counts. */
  readonly tickets: boolean;
}

/** Ask what is needed for what is looked at, and nothing else. */
export function follow(sight: Sight): void {
  const { route, span, revision } = sight;
  const all = asked(route, span, 'all');
  const own = asked(route, span, 'grid');
  const when = (is: boolean, query: URLSearchParams) => (is ? query : null);
  figures.want(withMore(own, { by: 'stage' }), revision);
  for (const facet of FACETS) {
    const query = asked({ ...route, ...WITHOUT[facet] }, span, 'grid');
    facets[facet].want(when(sight.open.has(facet), withMore(query, { by: facet })), revision);
  }
  // Names and places of grids are wanted always, their newest counts only where they are shown.
  const ranked =
    route.layer === 'rate' || route.panel === 'ranking' || route.grid !== null || route.wall;
  rates.want(withMore(all, { rate: 'households' }), ranked ? revision : 0);
  const spotted = route.layer === 'spots' || route.panel === 'spots';
  spots.want(when(spotted, withMore(all, { by: 'grid', q: 0.1 })), revision);
  const shared = route.panel === 'share';
  shares.want(when(shared, withMore(own, { by: sight.sharesBy })), revision);
  compared.want(comparison(route, all), revision);
  timeline.want(timelineQuery(sight), revision);
  const alarmed = sight.tickets && route.panel === 'alerts';
  const query = new URLSearchParams(
    route.jurisdiction ? { jurisdiction: route.jurisdiction } : undefined,
  );
  alerts.want(when(alarmed, query), sight.alarms);
}

/** Ask nothing any more. */
export function endAll(): void {
  for (const one of [figures, rates, spots, compared, timeline, shares, alerts]) {
    one.end();
  }
  for (const facet of FACETS) {
    facets[facet].end();
  }
}

/** The service tells the ratio of the second window to the first: the one before comes first, so that
 * above 1 there are more now. */
function comparison(route: CommandRoute, all: URLSearchParams): URLSearchParams | null {
  const { other } = route;
  if (!other || (route.layer !== 'ratio' && route.panel !== 'compare')) {
    return null;
  }
  const [from2, to2] = [all.get('from'), all.get('to')];
  return withMore(all, { ...other, by: 'grid', from2, to2 });
}

function timelineQuery({ route, span, now, zoom }: Sight): URLSearchParams {
  const [from, to] = surroundings(span, now, zoom);
  const around = { from: written(from), to: written(to) };
  const step = stepOf(to - from);
  return withMore(asked(route, around, 'grid'), { step });
}

/** First and last moment and step of the timeline that was asked for. */
export function timelineFrame(of: string): { from: number; to: number; step: string } {
  const query = new URLSearchParams(of);
  const [from, to] = edges({ from: query.get('from') ?? '', to: query.get('to') ?? '' });
  return { from, to, step: query.get('step') ?? 'day' };
}
