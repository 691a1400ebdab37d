import { describe, expect, it } from 'vitest';
import {
  type Abilities,
  type Dataset,
  filtered,
  freeName,
  nextStep,
  type Plan,
  sorted,
} from './plans.ts';

function plan(id: number, more: Partial<Plan> = {}): Plan {
  return {
    id,
    dataset: 1,
    dataset_name: '青羊区 2026',
    name: `方案${id}`,
    jurisdiction: '510105',
    state: 'draft',
    version: 0,
    rules: {},
    communities: [],
    grids: 9,
    edited_by: null,
    edited_at: null,
    parent: null,
    parent_version: null,
    created_by: 'ann',
    created_at: `2026-11-0${id}T00:00:00Z`,
    submitted_by: null,
    submitted_at: null,
    approved_by: null,
    published_at: null,
    ...more,
  };
}

const dataset = { id: 4, name: '青羊区 2026', jurisdiction: '510105' } as Dataset;
const planner: Abilities = { user: 'ann', mayPlan: () => true, mayApprove: () => false };
const publisher: Abilities = { user: 'bob', mayPlan: () => false, mayApprove: () => true };
const viewer: Abilities = { user: 'eve', mayPlan: () => false, mayApprove: () => false };

describe('the list of plans', () => {
  it('sets what is in force apart from drafts, and what was changed last comes first', () => {
    const found = sorted([
      plan(1, { edited_at: '2026-11-09T00:00:00Z' }),
      plan(2),
      plan(3, { state: 'submitted' }),
      plan(4, { state: 'published' }),
      plan(5, { state: 'superseded' }),
    ]);
    expect(found.open.map((one) => one.id)).toEqual([1, 3, 2]);
    expect(found.published.map((one) => one.id)).toEqual([4]);
    expect(found.superseded.map((one) => one.id)).toEqual([5]);
  });

  it('is filtered by every word, wherever it stands', () => {
    const plans = [
      plan(1, { name: '河东 调整' }),
      plan(2, { name: '河西 调整', edited_by: 'Zoe' }),
    ];
    expect(filtered(plans, '调整  zoe').map((one) => one.id)).toEqual([2]);
    expect(filtered(plans, ' ').length).toBe(2);
    expect(filtered(plans, '没有').length).toBe(0);
  });

  it('finds a name that is free', () => {
    expect(freeName('草案', [{ name: '草案' }, { name: '草案 2' }])).toBe('草案 3');
    expect(freeName('新的', [{ name: '草案' }])).toBe('新的');
  });
});

describe('the next step', () => {
  it('of a planner leads from an import over a proposal and a branch to a draft', () => {
    expect(nextStep([], [], planner).do).toBe('import');
    expect(nextStep([], [dataset], planner)).toEqual({ do: 'propose', dataset });
    const published = plan(1, { state: 'published' });
    expect(nextStep([published], [dataset], planner)).toEqual({ do: 'branch', plan: published });
    expect(nextStep([published, plan(2)], [dataset], planner)).toMatchObject({
      do: 'edit',
      plan: { id: 2 },
    });
  });

  it('of a publisher is what waits for approval, unless they submitted it', () => {
    const submitted = plan(3, { state: 'submitted', submitted_by: 'ann' });
    expect(nextStep([submitted], [], publisher).do).toBe('approve');
    expect(nextStep([submitted], [], { ...publisher, user: 'ann' }).do).toBe('wait');
  });

  it('of someone who may only look is what is in force, or to wait', () => {
    expect(nextStep([plan(1, { state: 'published' })], [], viewer).do).toBe('look');
    expect(nextStep([], [], viewer).do).toBe('wait');
  });
});
