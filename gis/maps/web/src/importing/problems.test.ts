import { expect, it } from 'vitest';
import { type Found, grouped, places } from './problems.ts';

function found(more: Partial<Found>): Found {
  return {
    severity: 'error',
    layer: 'buildings',
    feature: 'B1',
    field: 'geometry',
    value: '',
    code: 'outside',
    zh: '在社区之外',
    en: 'outside',
    count: 1,
    lon: 120,
    lat: 30,
    ...more,
  };
}

it('puts the same said of many features into one group, errors first and larger ones before', () => {
  const all = [
    found({ severity: 'notice', code: 'noded', en: 'noded', count: 40 }),
    found({ code: 'crs', en: 'crs', layer: 'sites', lon: null, lat: null }),
    found({}),
    found({ feature: 'B2' }),
  ];
  const groups = grouped(all);
  expect(groups.map((one) => [one.severity, one.layers.join(), one.count])).toEqual([
    ['error', 'buildings', 2],
    ['error', 'sites', 1],
    ['notice', 'buildings', 40],
  ]);
  expect(groups[0]?.found.map((one) => one.feature)).toEqual(['B1', 'B2']);
});

it('marks on the map what has a place, under its number in the list', () => {
  const { features } = places([found({ lon: null }), found({ lon: 121 })]);
  expect(features.map((one) => one.id)).toEqual([1]);
  expect(features[0]?.geometry.coordinates).toEqual([121, 30]);
});

it('says once what concerns a file as a whole', () => {
  const whole = { severity: 'notice' as const, feature: '', en: 'no .cpg file' };
  const groups = grouped([
    found({ ...whole, layer: 'buildings' }),
    found({ ...whole, layer: 'sites' }),
  ]);
  expect(groups.map((one) => one.layers)).toEqual([['buildings', 'sites']]);
});

it('says what to do on this page rather than on the command line', () => {
  const [group] = grouped([
    found({ code: 'layer-missing', en: 'give INPUT or --communities', zh: '请指定' }),
  ]);
  expect(group?.en).not.toContain('--');
  expect(group?.zh).toContain('作为');
});
