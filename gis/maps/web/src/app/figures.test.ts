import { describe, expect, it } from 'vitest';
import { bandOf, best, costOf, read, referenceOf } from './figures.ts';
import type { Plan } from './plans.ts';

const plan = { id: 7, dataset: 1, grids: 90, rules: { band: '300:500' } } as unknown as Plan;
const overall = {
  grids: 74,
  in_band: 72,
  dedicated_grids: 16,
  microgrids: 464,
  out_of_band: { pocket: 2 },
  households_cv: 0.1615,
  households_min: 150,
  households_max: 499,
  polsby_popper_mean: 0.5834,
  torn_compounds: 0,
  border_on_barriers_share: null,
  cost: { band: 53.25, shape: 11.5, border: 31.5, balance: 5.25 },
};

describe('figures of a proposal', () => {
  it('are those the service tells', () => {
    const found = read({ ...plan, quality: { overall } }, 1200);
    expect(found).toMatchObject({ grids: 74, inBand: 72, spread: 0.1615, moved: 1200 });
    expect(found.onBarriers).toBeNull();
    expect(costOf(found)).toBe(101.5);
  });

  it('are missing where a plan tells none', () => {
    const found = read(plan, null);
    expect(found).toMatchObject({ grids: 90, spread: null, moved: null, cost: {} });
  });

  it('have a best one only where they differ', () => {
    expect(best([3, null, 1], 'least')).toBe(1);
    expect(best([3, 1], 'most')).toBe(3);
    expect(best([2, 2], 'least')).toBeNull();
    expect(best([2, null], 'least')).toBeNull();
  });

  it('are compared with the plan to stay close to, else with the one in force', () => {
    const inForce = { id: 1, dataset: 1, state: 'published' } as Plan;
    const elsewhere = { id: 2, dataset: 9, state: 'published' } as Plan;
    expect(referenceOf({ dataset: 1, params: { close_to: 5 } }, [inForce])).toBe(5);
    expect(referenceOf({ dataset: 1, params: { close_to: null } }, [elsewhere, inForce])).toBe(1);
    expect(referenceOf({ dataset: 1 }, [elsewhere])).toBeNull();
  });

  it('stand beside the band of the plan', () => {
    expect(bandOf(plan)).toEqual({ lower: 300, upper: 500 });
  });
});
