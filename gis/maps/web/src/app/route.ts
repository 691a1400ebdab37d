/** Where the page is: everything a planner does has an address that can be sent to others. */
import { signal } from '@lit-labs/signals';
import { type CommandRoute, formatCommand, parseCommand } from './command-route.ts';

/** Longitude, latitude, zoom. */
export type View = readonly [lon: number, lat: number, zoom: number];

/** Panels beside the map of a plan. */
export const PANELS = ['grids', 'band', 'findings', 'history', 'compare', 'plan'] as const;
export type Panel = (typeof PANELS)[number];

interface PlanRoute {
  readonly page: 'plan';
  readonly plan: number;
  readonly panel: Panel | null;
  readonly view: View | null;
  /** Ids of the selected grids. */
  readonly grids: readonly number[];
  /** Ids of the selected atoms. */
  readonly atoms: readonly number[];
  /** What the table and the lists are filtered by. */
  readonly filter: string;
  /** The plan it is compared with. */
  readonly other: number | null;
}

interface SheetRoute {
  readonly page: 'sheet';
  readonly plan: number;
  readonly grid: number;
  /** Sheets of all grids of its community. */
  readonly all: boolean;
}

/** Monthly reports: of a grid, a community, a street or a county, by its code. */
interface ReportRoute {
  readonly page: 'report';
  readonly of: ReportOf | null;
  readonly code: string;
  /** `2026-10`; empty: the last one that is over. */
  readonly month: string;
}

export const REPORTS_OF = ['grid', 'community', 'street', 'county'] as const;
export type ReportOf = (typeof REPORTS_OF)[number];

/** Snap and report; with the receipt of a report, where that stands. */
interface SnapRoute {
  readonly page: 'snap';
  readonly receipt: string;
}

export const CAMERA_TABS = ['cameras', 'patrols', 'viewings'] as const;
export type CameraTab = (typeof CAMERA_TABS)[number];

/** All cameras as a table, remote patrols, the register of viewings. */
interface CamerasRoute {
  readonly page: 'cameras';
  readonly tab: CameraTab;
}

export type Route =
  | CamerasRoute
  | CommandRoute
  | ReportRoute
  | SnapRoute
  | { readonly page: 'plans' }
  | { readonly page: 'import' }
  | { readonly page: 'jobs' }
  | SheetRoute
  | PlanRoute;

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const NUMBERS = /^\d{1,15}(?:\.\d{1,15})*$/;

/** Pages besides those of plans, by the first part of their address. */
const PAGES: Readonly<Record<string, (rest: readonly string[], query: string) => Route>> = {
  import: () => ({ page: 'import' }),
  jobs: () => ({ page: 'jobs' }),
  command: (_, query) => parseCommand(query),
  report: (_, query) => parseReport(query),
  snap: ([receipt = '']) => ({ page: 'snap', receipt }),
  cameras: ([tab]) => ({
    page: 'cameras',
    tab: CAMERA_TABS.find((one) => one === tab) ?? 'cameras',
  }),
};

/** The route at an address; unknown addresses lead to the list of plans. */
export function parse(path: string, query: string): Route {
  const [, head = '', ...rest] = path.split('/');
  const page = Object.hasOwn(PAGES, head) ? PAGES[head] : undefined;
  return page ? page(rest, query) : parsePlan(head, rest, query);
}

function parsePlan(head: string, rest: readonly string[], query: string): Route {
  const plan = Number(rest[0]);
  if (head !== 'plans' || !Number.isInteger(plan) || plan < 1) {
    return { page: 'plans' };
  }
  if (rest[1] === 'sheet' && Number(rest[2]) > 0) {
    const all = new URLSearchParams(query).has('all');
    return { page: 'sheet', plan, grid: Number(rest[2]), all };
  }
  const asked = new URLSearchParams(query);
  const panel = PANELS.find((one) => one === asked.get('panel')) ?? null;
  const at = (asked.get('at') ?? '').split(',').map(Number);
  const [lon = Number.NaN, lat = Number.NaN, zoom = Number.NaN] = at;
  return {
    page: 'plan',
    plan,
    panel,
    view: [lon, lat, zoom].every(Number.isFinite) ? [lon, lat, zoom] : null,
    grids: numbers(asked.get('grids')),
    atoms: numbers(asked.get('atoms')),
    filter: asked.get('filter') ?? '',
    other: Number(asked.get('other')) || null,
  };
}

/** The address of a route: path and query. */
export function format(route: Route): string {
  switch (route.page) {
    case 'command':
      return formatCommand(route);
    case 'report':
      return formatReport(route);
    case 'snap':
      return `/snap${route.receipt && `/${encodeURIComponent(route.receipt)}`}`;
    case 'cameras':
      return `/cameras${route.tab === 'cameras' ? '' : `/${route.tab}`}`;
    case 'sheet':
      return `/plans/${route.plan}/sheet/${route.grid}${route.all ? '?all=1' : ''}`;
    case 'plan':
      return formatPlan(route);
    default:
      return `/${route.page}`;
  }
}

function formatReport(route: ReportRoute): string {
  const asked = { ...(route.of ? { [route.of]: route.code } : {}), month: route.month };
  const text = new URLSearchParams(Object.entries(asked).filter(([, value]) => value)).toString();
  return `/report${text && `?${text}`}`;
}

function formatPlan(route: PlanRoute): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string) => value && query.set(name, value);
  add('panel', route.panel ?? '');
  add('grids', route.grids.join('.'));
  add('atoms', route.atoms.join('.'));
  add('filter', route.filter);
  add('other', route.other ? String(route.other) : '');
  const [lon, lat, zoom] = route.view ?? [];
  if (lon !== undefined && lat !== undefined && zoom !== undefined) {
    add('at', `${lon.toFixed(6)},${lat.toFixed(6)},${zoom.toFixed(2)}`);
  }
  const text = query.toString().replaceAll('%2C', ',');
  return `/plans/${route.plan}${text && `?${text}`}`;
}

/** A plan's address, with nothing chosen yet. */
export function planRoute(plan: number, more: Partial<PlanRoute> = {}): PlanRoute {
  const nothing = { panel: null, view: null, grids: [], atoms: [], filter: '', other: null };
  return { page: 'plan', plan, ...nothing, ...more };
}

const current = signal<Route>(parse(location.pathname, location.search));
/** Where the page is now. */
export const route: Pick<typeof current, 'get'> = current;

/** Go somewhere; the way back is the browser's. */
export function go(wanted: Route): void {
  history.pushState(null, '', format(wanted));
  current.set(wanted);
}

/** Note where one is, such as a moved map, without a step in the browser's history. */
export function note(wanted: Route): void {
  history.replaceState(null, '', format(wanted));
  current.set(wanted);
}

/** Change something of the plan's address; without effect on other pages. */
export function notePlan(change: Partial<PlanRoute>): void {
  const now = current.get();
  if (now.page === 'plan') {
    note({ ...now, ...change });
  }
}

/** Change something of the command centre's address; without effect on other pages. */
export function noteCommand(change: Partial<CommandRoute>): void {
  const now = current.get();
  if (now.page === 'command') {
    note({ ...now, ...change });
  }
}

/** The same as a step that the browser's way back undoes. */
export function goCommand(change: Partial<CommandRoute>): void {
  const now = current.get();
  if (now.page === 'command') {
    go({ ...now, ...change });
  }
}

/** `<a href=...>` within the page: `@click=${follow}`. */
export function follow(event: MouseEvent): void {
  const anchor = event.currentTarget as HTMLAnchorElement;
  if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    const address = new URL(anchor.href);
    go(parse(address.pathname, address.search));
  }
}

addEventListener('popstate', () => current.set(parse(location.pathname, location.search)));

function parseReport(query: string): ReportRoute {
  const asked = new URLSearchParams(query);
  const of = REPORTS_OF.find((one) => asked.get(one)) ?? null;
  const month = asked.get('month') ?? '';
  return {
    page: 'report',
    of,
    code: of ? (asked.get(of) ?? '') : '',
    month: MONTH.test(month) ? month : '',
  };
}

function numbers(text: string | null): number[] {
  return text && NUMBERS.test(text) ? text.split('.').map(Number) : [];
}
