import { describe, expect, it } from 'vitest';
import { changed, grouped, matching, shareOf } from './choices.ts';

const items = ['100001', '100002', '200001'].map((key) => ({ key, name: `社区${key}`, note: '' }));
const groups = grouped(items, 3, (key) => (key === '100' ? '河东街道' : key));

describe('choices', () => {
  it('stand in groups by the beginning of their code', () => {
    expect(groups.map((one) => [one.name, one.items.length])).toEqual([
      ['河东街道', 2],
      ['200', 1],
    ]);
  });

  it('are found by their own name or that of their group', () => {
    expect(matching(groups, '河东').flatMap((one) => one.items).length).toBe(2);
    expect(matching(groups, '100002').flatMap((one) => one.items).length).toBe(1);
    expect(matching(groups, '没有')).toEqual([]);
  });

  it('tell how much of a group is chosen, and are chosen together', () => {
    const [group] = groups;
    if (!group) {
      throw new Error('no group');
    }
    expect(shareOf(group, new Set())).toBe('none');
    expect(shareOf(group, new Set(['100001']))).toBe('some');
    const all = changed(new Set(['200001']), group.items, true);
    expect(shareOf(group, all)).toBe('all');
    expect([...changed(all, group.items, false)]).toEqual(['200001']);
  });
});
