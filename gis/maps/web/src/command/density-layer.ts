/** The density of tickets as a picture on the map. */
import type { Map as MapLibre } from 'maplibre-gl';
import { channels } from '../map/palette.ts';
import type { Theme } from '../ui/theme.ts';
import type { Density } from './contract.ts';
import { SLOTS } from './map-style.ts';
import { sequential } from './scales.ts';

const ID = 'density';
const RADIUS = 6_378_137;
/** Share of the largest value below which nothing is drawn. */
const FAINTEST = 0.02;
const OPAQUE = 205;

export class DensityLayer {
  #shown: Density | null = null;
  #theme: Theme | null = null;

  constructor(private readonly map: MapLibre) {}

  show(density: Density | null, theme: Theme): void {
    if (density === this.#shown && theme === this.#theme) {
      return;
    }
    this.#shown = density;
    this.#theme = theme;
    if (this.map.getSource(ID)) {
      this.map.removeLayer(ID);
      this.map.removeSource(ID);
    }
    if (density) {
      this.map.addSource(ID, {
        type: 'canvas',
        canvas: picture(density, theme),
        animate: false,
        coordinates: corners(density.bounds),
      });
      const paint = { 'raster-opacity': 1, 'raster-fade-duration': 0 };
      this.map.addLayer({ id: ID, type: 'raster', source: ID, paint }, SLOTS.marks);
    }
  }
}

/** Values of a density, north first, 0 to 1 of the largest. */
export function valuesOf({ values, width, height }: Density): Float32Array {
  const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const found = new Float32Array(width * height);
  let most = 0;
  for (let i = 0; i < found.length; i += 1) {
    const value = view.getUint16(2 * i, true);
    found[i] = value;
    most = Math.max(most, value);
  }
  return most > 0 ? found.map((value) => value / most) : found;
}

/** The largest density, in its unit. */
export function largest({ values, scale }: Density): number {
  const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  let most = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    most = Math.max(most, (bytes[i] ?? 0) + 256 * (bytes[i + 1] ?? 0));
  }
  return most * scale;
}

/** Corners of a box of web mercator, clockwise from north west, in degrees. */
export function corners([west, south, east, north]: Density['bounds']): [
  [number, number],
  [number, number],
  [number, number],
  [number, number],
] {
  const lon = (x: number) => (x / RADIUS) * (180 / Math.PI);
  const lat = (y: number) => (2 * Math.atan(Math.exp(y / RADIUS)) - Math.PI / 2) * (180 / Math.PI);
  return [
    [lon(west), lat(north)],
    [lon(east), lat(north)],
    [lon(east), lat(south)],
    [lon(west), lat(south)],
  ];
}

function picture(density: Density, theme: Theme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = density.width;
  canvas.height = density.height;
  const pen = canvas.getContext('2d');
  if (!pen) {
    throw new Error('this browser cannot draw in memory');
  }
  const image = pen.createImageData(density.width, density.height);
  const scale = sequential(theme).map(channels);
  valuesOf(density).forEach((value, i) => {
    image.data.set(colourOf(value, scale), 4 * i);
  });
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** Colour of a value by the scale, fading out towards nothing. */
export function colourOf(
  value: number,
  scale: readonly (readonly [number, number, number])[],
): [number, number, number, number] {
  if (value < FAINTEST) {
    return [0, 0, 0, 0];
  }
  const at = value * (scale.length - 1);
  const [low, high] = [scale[Math.floor(at)], scale[Math.ceil(at)]];
  const share = at - Math.floor(at);
  const mix = (i: 0 | 1 | 2) =>
    Math.round((low?.[i] ?? 0) * (1 - share) + (high?.[i] ?? 0) * share);
  return [mix(0), mix(1), mix(2), Math.round(OPAQUE * Math.min(1, 0.25 + 3 * value))];
}
