import { expect, test } from 'vitest';
import { nextOf } from './paging.ts';

test('the next page begins where its address says', () => {
  expect(nextOf('/api/v1/cameras?limit=200&after=117')).toBe(117);
});

test('at the end there is none', () => {
  expect(nextOf(null)).toBeNull();
  expect(nextOf('/api/v1/cameras')).toBeNull();
  expect(nextOf('/api/v1/cameras?after=x')).toBeNull();
});
