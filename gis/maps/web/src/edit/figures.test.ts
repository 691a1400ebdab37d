import { beforeEach, expect, test } from 'vitest';
import type { Change, Preview } from '../graph/protocol.ts';
import { fakeGrid as grid, RULES } from '../plan/fake-grid.ts';
import { setLanguage } from '../ui/words.ts';
import { chipsOf, refusalWords, spoken, standingOf } from './figures.ts';

const GRIDS = new Map([grid(3), grid(5), grid(7, { kind: 'dedicated' })].map((g) => [g.id, g]));

function change(id: number | null, before: number, after: number): Change {
  const totals = (households: number) => ({
    households,
    residents: households * 3,
    buildings: 1,
    atoms: 1,
    pieces: 1,
  });
  return { grid: id, before: totals(before), after: totals(after) };
}

beforeEach(() => setLanguage('zh'));

test('a count is below, within or above the band, its bounds included', () => {
  const at = (value: number) => standingOf(value, RULES, GRIDS.get(3) ?? null);
  expect([299, 300, 500, 501].map(at)).toEqual(['below', 'within', 'within', 'above']);
});

test('a dedicated grid has no band', () => {
  expect(standingOf(7, RULES, GRIDS.get(7) ?? null)).toBe('dedicated');
});

test('a reason excuses the count it was given for, and no other', () => {
  const excused = grid(1, { households: 120, reason: 'pocket' });
  expect(standingOf(120, RULES, excused)).toBe('excused');
  expect(standingOf(119, RULES, excused)).toBe('below');
});

test('chips count what the rules count', () => {
  const [a, b] = chipsOf([change(3, 412, 395), change(null, 0, 105)], GRIDS, RULES);
  expect(a).toMatchObject({ label: '003', before: 412, after: 395, standing: 'within' });
  expect(b).toMatchObject({ label: '新网格', before: 0, after: 105, standing: 'below' });
  const [residents] = chipsOf([change(3, 412, 395)], GRIDS, { ...RULES, by: 'residents' });
  expect(residents).toMatchObject({ before: 1236, after: 1185, standing: 'above' });
});

test('a refusal is a sentence', () => {
  const pieces = [[1], [2, 3]];
  expect(refusalWords({ why: 'torn', grid: 3, pieces }, GRIDS)).toBe('会把网格003拆成2块');
  expect(refusalWords({ why: 'torn', grid: null, pieces }, GRIDS)).toBe('会把新网格拆成2块');
  expect(refusalWords({ why: 'locked', grid: 5 }, GRIDS)).toContain('005');
  setLanguage('en');
  expect(refusalWords({ why: 'torn', grid: 3, pieces }, GRIDS)).toBe(
    'would tear grid 003 into 2 pieces',
  );
});

test('a preview is read aloud, the refusal first', () => {
  const preview: Preview = {
    atoms: [1],
    target: 5,
    changes: [change(3, 412, 395), change(5, 288, 305)],
    refused: null,
  };
  expect(spoken(preview, GRIDS, RULES)).toBe(
    '003：412 变为 395，区间内; 005：288 变为 305，区间内',
  );
  const refused = { ...preview, refused: { why: 'locked', grid: 3 } as const };
  expect(spoken(refused, GRIDS, RULES)).toMatch(/^网格003已锁定/);
});
