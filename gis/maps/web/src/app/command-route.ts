/** The address of the command centre: where one looks, at what, when, and at which tickets. */

export const LAYERS = ['rate', 'hexes', 'density', 'points', 'spots', 'ratio', 'none'] as const;
/** What the map shows of the tickets. */
export type Layer = (typeof LAYERS)[number];

export const COMMAND_PANELS = [
  'live',
  'spots',
  'ranking',
  'share',
  'compare',
  'alerts',
  'cameras',
  'reach',
] as const;
export type CommandPanel = (typeof COMMAND_PANELS)[number];

export const PRESETS = ['today', '24h', '7d', '30d', 'year'] as const;
/** Windows that go on with the time. */
export type Preset = (typeof PRESETS)[number];

/** From a time on and before another, in China's time: `2026-11-01` or `2026-11-01T08:00`. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** Which tickets are meant; the words are those of the service. */
export interface Filters {
  /** `matter`, a class such as `matter:01`, or a category such as `matter:01004`. */
  readonly category: readonly string[];
  readonly channel: readonly string[];
  readonly unit: readonly string[];
  /** A stage, `open` or `late`. */
  readonly status: readonly string[];
  readonly jurisdiction: string | null;
  /** Code of the chosen grid; the list and the figures are of it, the map shows all. */
  readonly grid: string | null;
}

export interface CommandRoute extends Filters {
  readonly page: 'command';
  readonly view: readonly [lon: number, lat: number, zoom: number] | null;
  readonly layer: Layer;
  /** Metres within which the density counts. */
  readonly bandwidth: number;
  readonly when: Preset | Span;
  /** The window it is compared with. */
  readonly other: Span | null;
  readonly ticket: number | null;
  readonly camera: number | null;
  readonly panel: CommandPanel;
  /** Whether the map shows cameras. */
  readonly cameras: boolean;
  /** A video wall: larger letters, nothing to click. */
  readonly wall: boolean;
  /** Light on a video wall, which is dark by itself. */
  readonly light: boolean;
}

export const BANDWIDTHS = { least: 50, usual: 300, most: 2000 } as const;

const NOTHING: CommandRoute = {
  page: 'command',
  view: null,
  layer: 'rate',
  bandwidth: BANDWIDTHS.usual,
  when: '7d',
  other: null,
  category: [],
  channel: [],
  unit: [],
  status: [],
  jurisdiction: null,
  grid: null,
  ticket: null,
  camera: null,
  panel: 'live',
  cameras: false,
  wall: false,
  light: false,
};

/** The command centre with nothing chosen but this. */
export function commandRoute(more: Partial<CommandRoute> = {}): CommandRoute {
  return { ...NOTHING, ...more };
}

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?$/;
const CODE = /^[\dA-Za-z-]{1,40}$/;
/** No address holds more values of one filter. */
const MOST = 100;
const LISTS = ['category', 'channel', 'unit', 'status'] as const;
const FLAGS = ['cameras', 'wall', 'light'] as const;

/** What a query says; nonsense in it is left out. */
export function parseCommand(query: string): CommandRoute {
  const asked = new URLSearchParams(query);
  const one = <T extends string>(name: string, of: readonly T[], otherwise: T): T =>
    of.find((value) => value === asked.get(name)) ?? otherwise;
  const number = (name: string) => {
    const value = Number(asked.get(name));
    return Number.isSafeInteger(value) && value > 0 ? value : null;
  };
  const code = (name: string) => {
    const value = asked.get(name) ?? '';
    return CODE.test(value) ? value : null;
  };
  const many = (name: (typeof LISTS)[number]) => asked.getAll(name).filter(Boolean).slice(0, MOST);
  const { least, usual, most } = BANDWIDTHS;
  const [lon = Number.NaN, lat = Number.NaN, zoom = Number.NaN] = (asked.get('at') ?? '')
    .split(',')
    .map(Number);
  return {
    ...NOTHING,
    view: [lon, lat, zoom].every(Number.isFinite) ? [lon, lat, zoom] : null,
    layer: one('layer', LAYERS, NOTHING.layer),
    bandwidth: Math.min(most, Math.max(least, number('bandwidth') ?? usual)),
    when: span(asked, 'from', 'to') ?? one('when', PRESETS, NOTHING.when as Preset),
    other: span(asked, 'from2', 'to2'),
    category: many('category'),
    channel: many('channel'),
    unit: many('unit'),
    status: many('status'),
    jurisdiction: code('jurisdiction'),
    grid: code('grid'),
    ticket: number('ticket'),
    camera: number('camera'),
    panel: one('panel', COMMAND_PANELS, NOTHING.panel),
    cameras: asked.get('cameras') === '1',
    wall: asked.get('wall') === '1',
    light: asked.get('light') === '1',
  };
}

/** The address, with what differs from the plain page. */
export function formatCommand(route: CommandRoute): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string | number | null, usual: string | number | null) =>
    value !== usual && value !== null && query.set(name, String(value));
  add('layer', route.layer, NOTHING.layer);
  add('bandwidth', route.bandwidth, NOTHING.bandwidth);
  if (typeof route.when === 'string') {
    add('when', route.when, NOTHING.when as Preset);
  } else {
    add('from', route.when.from, null);
    add('to', route.when.to, null);
  }
  add('from2', route.other?.from ?? null, null);
  add('to2', route.other?.to ?? null, null);
  for (const name of LISTS) {
    for (const value of route[name]) {
      query.append(name, value);
    }
  }
  for (const name of ['jurisdiction', 'grid', 'ticket', 'camera'] as const) {
    add(name, route[name], null);
  }
  add('panel', route.panel, NOTHING.panel);
  for (const name of FLAGS) {
    add(name, route[name] ? 1 : null, null);
  }
  if (route.view) {
    const [lon, lat, zoom] = route.view;
    query.set('at', `${lon.toFixed(6)},${lat.toFixed(6)},${zoom.toFixed(2)}`);
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `/command${text && `?${text}`}`;
}

function span(asked: URLSearchParams, first: string, last: string): Span | null {
  const [from, to] = [asked.get(first) ?? '', asked.get(last) ?? ''];
  return isTime(from) && isTime(to) && from < to ? { from, to } : null;
}

/** Whether a text is a time of the calendar. */
function isTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(text));
}
