import { describe, expect, it } from 'vitest';
import type { Schemas } from '../api/client.ts';
import { fakeGrid, RULES } from './fake-grid.ts';
import type { Grid } from './types.ts';
import { byId, changed, foreseen, recounted } from './units.ts';

const grid = (id: number, more: Partial<Grid> = {}) =>
  fakeGrid(id, { name: `第${id}网格`, name_en: `grid ${id}`, post: '张三', version: 3, ...more });

describe('grids that changed', () => {
  it('keep what the answer does not tell', () => {
    const found = changed(byId([grid(1)]), [{ id: 1, version: 4, households: 390, name: null }]);
    expect(found.get(1)).toMatchObject({ households: 390, name: '第1网格', post: '张三' });
  });

  it('lose a reason or a post that is told to be none', () => {
    const known = byId([grid(1, { reason: 'pocket' })]);
    expect(changed(known, [{ id: 1, version: 4, reason: null }]).get(1)?.reason).toBeNull();
  });

  it('stay as they are where something older is told late', () => {
    const found = changed(byId([grid(1)]), [{ id: 1, version: 2, households: 1 }]);
    expect(found.get(1)?.households).toBe(400);
  });

  it('come and go', () => {
    const found = changed(byId([grid(1)]), [
      { id: 1, version: 4, live: false },
      { id: 2, version: 4, live: true, code: 'x', community: '990121100001', households: 20 },
    ]);
    expect([...found.keys()]).toEqual([2]);
    expect(found.get(2)).toMatchObject({ households: 20, post: null, kind: 'base' });
  });
});

describe('grids as they will be', () => {
  const totals = { households: 400, residents: 1000, buildings: 10, atoms: 10, pieces: 1 };

  it('add up edits that are on their way', () => {
    const one = { grid: 1, before: totals, after: { ...totals, households: 380 } };
    const two = {
      grid: 1,
      before: { ...totals, households: 380 },
      after: { ...totals, households: 350, pieces: 2 },
    };
    const found = foreseen(byId([grid(1)]), [one, two]);
    expect(found.get(1)).toMatchObject({ households: 350, pieces: 2 });
  });

  it('leave out a grid that is not there yet', () => {
    const grids = byId([grid(1)]);
    expect([...foreseen(grids, [{ grid: null, before: totals, after: totals }]).keys()]).toEqual([
      1,
    ]);
  });
});

describe('communities', () => {
  it('are counted as their grids are now', () => {
    const code = '990121100001';
    const grids = [
      grid(1),
      grid(2, { households: 299 }),
      grid(3, { households: 501 }),
      grid(4, { households: 20, reason: 'pocket' }),
      grid(5, { households: 0, kind: 'dedicated' }),
      grid(6, { community: '990121100002' }),
    ];
    const told = { code, name: '西湖社区' } as Schemas['Community'];
    expect(recounted([told], byId(grids), RULES)).toEqual([
      {
        code,
        name: '西湖社区',
        grids: 5,
        atoms: 50,
        in_band: 1,
        below: 1,
        above: 1,
        excused: 1,
        dedicated: 1,
      },
    ]);
  });
});
