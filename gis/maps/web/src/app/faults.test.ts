import { expect, it } from 'vitest';
import { faultsIn } from './faults.ts';

it('a fault says where it is, what stands there and what to do', () => {
  const faults = [
    {
      layer: 'buildings',
      feature: '7',
      field: 'households',
      value: '-3',
      remedy: 'give 0 or more',
    },
    { layer: '', feature: '', field: '', value: '', remedy: 'the file is empty' },
  ];
  expect(faultsIn({ faults })).toEqual([
    'buildings · 7 · households = -3: give 0 or more',
    'the file is empty',
  ]);
});

it('an error without faults has none', () => {
  expect(faultsIn({ faults: null })).toEqual([]);
  expect(faultsIn({})).toEqual([]);
});
