import { beforeEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../ui/words.ts';
import { beginning, begunWith, countedBy, faultsOf, requests } from './proposal.ts';

const choice = { ...beginning(3), name: '2027 方案' };

beforeEach(() => setLanguage('zh'));

describe('a proposal', () => {
  it('is asked for with what was chosen and nothing else', () => {
    expect(requests(choice)).toEqual([
      {
        dataset: 3,
        name: '2027 方案',
        params: {
          by: 'households',
          band: '300:500',
          micro_band: '50:80',
          trade: 'balanced',
          effort: 'balanced',
          keep_compounds: false,
          seed: 0,
          code_scheme: 'standard',
        },
      },
    ]);
  });

  it('of several alternatives is asked for once each, under names that differ', () => {
    const asked = requests({ ...choice, trades: ['even', 'roads'], name: '长'.repeat(200) });
    expect(asked.map((one) => one.params?.trade)).toEqual(['even', 'roads']);
    expect(asked.map((one) => one.name.slice(-8))).toEqual([
      '长长（户数均匀）',
      '长长（沿路沿河）',
    ]);
    expect(asked.every((one) => one.name.length === 200)).toBe(true);
  });

  it('carries a part of the town, a plan to stay close to and grids to keep', () => {
    const [asked] = requests({
      ...choice,
      communities: new Set(['990121100001']),
      closeTo: 1,
      lockPlan: 2,
      locks: new Set(['990121100001001']),
      micro: 'count',
      target: 420,
    });
    expect(asked).toMatchObject({
      communities: ['990121100001'],
      close_to: 1,
      locks: { plan: 2, grids: ['990121100001001'] },
      params: { micro_count: '3:6', target: 420 },
    });
    expect(asked?.params).not.toHaveProperty('micro_band');
  });

  it('says everything that is wrong with it', () => {
    expect(faultsOf(choice)).toEqual([]);
    const wrong = {
      ...choice,
      name: ' ',
      communities: new Set<string>(),
      band: { lower: 500, upper: 300 },
      target: 400,
      microBand: { lower: 0.5, upper: 80 },
      trades: [],
      lockPlan: 2,
    };
    expect(faultsOf(wrong)).toEqual([
      'name',
      'communities',
      'band',
      'target',
      'micro',
      'trades',
      'locks',
    ]);
  });

  it('counted by residents begins with their usual ranges and no target', () => {
    const found = countedBy({ ...choice, target: 400 }, 'residents');
    expect(found.band).toEqual({ lower: 800, upper: 1200 });
    expect(found.target).toBeNull();
    expect(countedBy(found, 'households').band).toEqual(choice.band);
  });
});

describe('proposals that were begun together', () => {
  const job = (id: number, name: string, minute = 0) => ({
    id,
    kind: 'propose',
    name,
    created_by: 'ann',
    created_at: `2026-11-22T10:0${minute}:00Z`,
  });

  it('have the same name but for what they give most for', () => {
    const all = [job(3, '甲（均衡）', 5), job(2, '甲（紧凑）'), job(1, '甲（均衡）'), job(4, '乙')];
    expect(begunWith(job(2, '甲（紧凑）'), all)).toEqual([1, 2]);
    expect(begunWith(job(3, '甲（均衡）', 5), all)).toEqual([]);
    expect(begunWith(job(4, '乙'), all)).toEqual([]);
  });
});
