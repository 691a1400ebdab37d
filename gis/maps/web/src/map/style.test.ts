import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, test } from 'vitest';
import { FILLS } from './contract.ts';
import { channels, inkOf, mixed } from './palette.ts';
import { type Look, styleOf, tilesOf } from './style.ts';

const LOOK: Look = {
  theme: 'light',
  language: 'zh',
  fill: 'band',
  layers: { microgrids: true, buildings: true, labels: true, outside: true },
  band: { lower: 300, upper: 500 },
  microBand: { lower: 50, upper: 80 },
  by: 'households',
  latitude: 30.6,
  outside: null,
};
const OUTSIDE = { name: '影像', tiles: 'https://tiles.example.gov/{z}/{x}/{y}.png' };

describe('the style', () => {
  const looks = [
    ...FILLS.flatMap((fill) => [
      { ...LOOK, fill },
      { ...LOOK, fill, theme: 'dark' as const, language: 'en' as const },
      { ...LOOK, fill, microBand: null, by: 'residents' as const },
    ]),
    { ...LOOK, outside: OUTSIDE },
  ];

  test.each(looks)('is sound: %o', (look) => {
    const faults = validateStyleMin(styleOf(2, 7, look));
    expect(faults.map((one) => one.message)).toEqual([]);
  });

  test('has the same layers in the same order however it looks', () => {
    const orders = looks
      .filter((look) => !look.outside)
      .map((look) => styleOf(2, 7, look).layers.map((layer) => layer.id));
    expect(new Set(orders.map(String)).size).toBe(1);
  });

  test('asks no other origin unless there is a basemap of another service', () => {
    const origins = (look: Look) =>
      [...JSON.stringify(styleOf(2, 7, look)).matchAll(/https?:\/\/[^/"]+/g)].map(([one]) => one);
    expect(new Set(origins(LOOK))).toEqual(new Set([location.origin]));
    expect(new Set(origins({ ...LOOK, outside: OUTSIDE }))).toEqual(
      new Set([location.origin, 'https://tiles.example.gov']),
    );
  });

  test('lets an outside basemap shine through only while it is shown', () => {
    const opacity = (look: Look) =>
      styleOf(2, 7, look).layers.find((layer) => layer.id === 'grids')?.paint;
    const hidden = { ...LOOK, outside: OUTSIDE, layers: { ...LOOK.layers, outside: false } };
    expect(opacity({ ...LOOK, outside: OUTSIDE })).toMatchObject({ 'fill-opacity': 0.5 });
    expect(opacity(hidden)).toMatchObject({ 'fill-opacity': 1 });
  });
});

test('tiles are asked for by plan and version', () => {
  expect(tilesOf('grids', 2, 7)).toBe(
    `${location.origin}/tiles/grids/{z}/{x}/{y}.mvt?plan=2&version=7`,
  );
});

describe.each(['light', 'dark'] as const)('colours by %s', (theme) => {
  const ink = inkOf(theme);

  test('letters stand out on every fill', () => {
    for (const fill of [...ink.scale, ...ink.excused, ...ink.eight, ink.ground]) {
      // The halo is what letters stand on; the fill shows between them.
      expect(contrast(ink.ink, ink.halo)).toBeGreaterThan(7);
      expect(contrast(ink.ink, fill), fill).toBeGreaterThan(3);
    }
  });

  test('borders of grids and communities stand out on every fill', () => {
    for (const fill of [...ink.scale, ...ink.eight]) {
      const edge = Math.max(contrast(ink.grid, fill), contrast(ink.gridCasing, fill));
      expect(edge, fill).toBeGreaterThan(3);
    }
  });

  test('the ends of the scale differ from its middle in lightness or hue', () => {
    const [low, middle, high] = [ink.scale[0] ?? '', ink.scale[3] ?? '', ink.scale[6] ?? ''];
    expect(contrast(low, middle)).toBeGreaterThan(1.8);
    expect(contrast(high, middle)).toBeGreaterThan(1.8);
    // Blue against orange: apart for the common forms of colour blindness.
    expect(channels(low)[2] - channels(low)[0]).toBeGreaterThan(60);
    expect(channels(high)[0] - channels(high)[2]).toBeGreaterThan(60);
  });
});

test('mixing takes the share of the first colour', () => {
  expect(mixed('#ffffff', '#000000', 0.5)).toBe('#808080');
  expect(mixed('#102030', '#ffffff', 1)).toBe('#102030');
});

/** Contrast of two colours as WCAG has it. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
