/** Colours of the map, light and dark. What all maps of the service share is in palette.json. */
import shared from '../../../palette.json' with { type: 'json' };
import type { Theme } from '../ui/theme.ts';

export interface Ink {
  readonly paper: string;
  /** Ground of the plan that has no fill of its own. */
  readonly ground: string;
  readonly ink: string;
  readonly muted: string;
  readonly halo: string;
  readonly accent: string;
  /** Fills from far too few to far too many households. */
  readonly scale: readonly string[];
  /** The same for grids that have a reason to be out of the band. */
  readonly excused: readonly string[];
  /** Fills of neighbours that differ, for the eight numbers of GraphService.colours. */
  readonly eight: readonly string[];
  readonly water: string;
  readonly waterText: string;
  readonly grid: string;
  readonly gridCasing: string;
  readonly microgrid: string;
  readonly community: string;
  readonly compound: string;
  readonly site: string;
  readonly atom: string;
  readonly selected: string;
  readonly hovered: string;
  readonly homes: string;
  readonly building: string;
  readonly marks: {
    readonly [Key in 'selected' | 'moving' | 'frozen' | 'refused' | 'ghost']: string;
  };
  readonly tones: { readonly before: string; readonly after: string };
  readonly severities: Readonly<Record<string, string>>;
}

export interface Road {
  readonly color: string;
  readonly casing: string;
  readonly metres: number;
  readonly least: number;
  readonly most: number;
  readonly dash: readonly number[];
}

export interface Category {
  readonly fill: string;
  readonly line: string;
  /** Path in a square of 24, filled by the even-odd rule. */
  readonly icon: string;
}

export const GLYPHS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(shared.severities).map(([name, look]) => [name, look.glyph]),
);
/** A grid lies far outside once it misses the nearer end of the band by this share of it. */
export const FAR = shared.far;

const LIGHT: Ink = {
  paper: shared.paper,
  ground: '#faf9f5',
  ink: shared.ink,
  muted: shared.muted,
  halo: shared.halo,
  accent: shared.accent,
  scale: shared.scale,
  excused: shared.scale.map((colour) => mixed(colour, '#faf9f5', 0.4)),
  // Paul Tol's "light" scheme, paled so that lines and letters stand out on it.
  eight: ['#b9cfe6', '#f6d3ba', '#dfe3a5', '#f3c3c6', '#bfe0df', '#e9dcae', '#d5cbe6', '#c9d9bd'],
  water: shared.barriers.river.color,
  waterText: '#2c6a8f',
  grid: shared.grid,
  gridCasing: '#ffffff',
  microgrid: shared.microgrid,
  community: shared.community,
  compound: shared.compound,
  site: shared.site,
  atom: '#1d2733',
  selected: shared.selected,
  hovered: '#0b6bcb',
  homes: shared.homes,
  building: shared.other,
  marks: {
    selected: '#00303f',
    moving: '#0b4f9e',
    frozen: '#5c6875',
    refused: '#b3002f',
    ghost: '#6d3a9c',
  },
  tones: { before: '#6d3a9c', after: '#17456e' },
  severities: colours(),
};

const DARK_SCALE = ['#2f6fb4', '#2c5279', '#28394a', '#2a332f', '#423829', '#7a4d20', '#b4581c'];

const DARK: Ink = {
  paper: '#12181f',
  ground: '#1b232c',
  ink: '#eef1f4',
  muted: '#a3afbb',
  halo: '#12181f',
  accent: '#8fc1ec',
  scale: DARK_SCALE,
  excused: DARK_SCALE.map((colour) => mixed(colour, '#1b232c', 0.45)),
  eight: ['#2b435e', '#59402e', '#484c27', '#58353a', '#284c4e', '#514629', '#433a57', '#374a33'],
  water: '#2d5c78',
  waterText: '#8fc3de',
  grid: '#cfd6dd',
  gridCasing: '#0d1218',
  microgrid: '#8b97a3',
  community: '#d294c2',
  compound: '#8a9560',
  site: '#9d8fc0',
  atom: '#ffffff',
  selected: '#ffffff',
  hovered: '#6cb4ff',
  homes: '#77828e',
  building: '#515b66',
  marks: {
    selected: '#ffffff',
    moving: '#8fc1ff',
    frozen: '#a3afbb',
    refused: '#ff8fa5',
    ghost: '#cfa8f0',
  },
  tones: { before: '#cfa8f0', after: '#8fc1ec' },
  severities: { error: '#ff5c7f', warning: '#c08af0', info: '#7fb3c2' },
};

const INKS: Readonly<Record<Theme, Ink>> = { light: LIGHT, dark: DARK };

export function inkOf(theme: Theme): Ink {
  return INKS[theme];
}

/** Roads, rails, rivers and walls in drawing order. */
export function barriersOf(theme: Theme): Readonly<Record<string, Road>> {
  const light: Record<string, Road> = shared.barriers;
  if (theme === 'light') {
    return light;
  }
  return Object.fromEntries(
    Object.entries(light).map(([name, road]) => [name, { ...road, ...DARK_BARRIERS[name] }]),
  );
}

/** Categories of sites and dedicated grids. */
export function categoriesOf(theme: Theme): Readonly<Record<string, Category>> {
  const light: Record<string, Category> = shared.categories;
  if (theme === 'light') {
    return light;
  }
  return Object.fromEntries(
    Object.entries(light).map(([name, look]) => [
      name,
      { ...look, fill: mixed(look.line, DARK.paper, 0.45), line: mixed(look.fill, '#ffffff', 0.9) },
    ]),
  );
}

const DARK_BARRIERS: Readonly<Record<string, Pick<Road, 'color' | 'casing'>>> = {
  river: { color: '#2d5c78', casing: '' },
  wall: { color: '#9a7a58', casing: '' },
  residential: { color: '#3c4753', casing: '#10161c' },
  tertiary: { color: '#4a5663', casing: '#10161c' },
  secondary: { color: '#586472', casing: '#10161c' },
  primary: { color: '#6b6651', casing: '#10161c' },
  trunk: { color: '#7d6c3f', casing: '#10161c' },
  motorway: { color: '#8a6634', casing: '#10161c' },
  rail: { color: '#1b232c', casing: '#9aa4ae' },
};

/** A colour with a share of another in it; both as #rrggbb. */
export function mixed(colour: string, other: string, share: number): string {
  const [one, two] = [channels(colour), channels(other)];
  const parts = one.map((value, i) => Math.round(value * share + (two[i] ?? 0) * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Red, green and blue of #rrggbb, 0 to 255. */
export function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function colours(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shared.severities).map(([name, look]) => [name, look.colour]),
  );
}
