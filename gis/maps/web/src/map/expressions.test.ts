import { expression } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, test } from 'vitest';
import {
  bandColour,
  byCategory,
  byZoom,
  eightColour,
  metresWide,
  standing,
} from './expressions.ts';
import { categoriesOf, inkOf } from './palette.ts';

const BAND = { lower: 300, upper: 500 };
const SCALE = ['0', '1', '2', '3', '4', '5', '6'];

function worth(source: unknown, properties = {}, zoom = 14): unknown {
  const made = expression.createExpression(source, 'test');
  if (made.result === 'error') {
    throw new Error(made.value.map((one) => one.message).join());
  }
  return made.value.evaluate({ zoom }, { type: 1, properties, geometry: [] });
}

describe('where a total stands to the band', () => {
  test.each([
    [0, 0],
    [239, 0],
    [240, 1],
    [299, 1],
    [300, 2],
    [366, 2],
    [367, 3],
    [434, 4],
    [500, 4],
    [501, 5],
    [600, 5],
    [601, 6],
  ])('%i households are step %i', (total, step) => {
    expect(standing(total, BAND)).toBe(step);
  });

  test.each([
    BAND,
    { lower: 50, upper: 80 },
    { lower: 7, upper: 7 },
    { lower: 1, upper: 2 },
    { lower: 0, upper: 3 },
  ])('the expression says the same of every total, band %o', (band) => {
    const colour = bandColour(['get', 'n'], band, SCALE);
    for (let n = 0; n <= 700; n += 1) {
      expect(worth(colour, { n }), `${n}`).toBe(String(standing(n, band)));
    }
  });
});

test('a line grows with the ground between its least and its most width', () => {
  const road = { metres: 10, least: 1, most: 12 };
  const widths = [5, 10, 14, 16, 18, 22].map((zoom) =>
    Number(worth(metresWide(road, 30), {}, zoom)),
  );
  expect(widths[0]).toBe(1);
  expect(widths.at(-1)).toBe(12);
  expect(widths).toEqual([...widths].sort((one, other) => one - other));
  // At zoom 16 a pixel of a 512 tile is 1.03 m on this parallel.
  expect(widths[3]).toBeCloseTo(9.7, 0);
});

test('each of the eight numbers has a colour of its own, and others come round again', () => {
  const ink = inkOf('light');
  const colours = Array.from({ length: 9 }, (_, n) => worth(eightColour(['get', 'n'], ink), { n }));
  expect(new Set(colours).size).toBe(8);
  expect(colours[8]).toBe(colours[0]);
});

test('an unknown category has the common look', () => {
  const fill = byCategory(categoriesOf('light'), (one) => one.fill, '#010203');
  expect(worth(fill, { category: 'school' })).toBe(categoriesOf('light').school?.fill);
  expect(worth(fill, { category: 'moon base' })).toBe('#010203');
});

test('a value is interpolated between zooms', () => {
  expect(worth(byZoom([10, 0], [20, 5]), {}, 14)).toBe(2);
});
