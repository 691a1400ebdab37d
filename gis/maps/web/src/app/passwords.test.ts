import { expect, it } from 'vitest';
import { faultOf } from './passwords.ts';

it('a password says how many characters it lacks', () => {
  expect(faultOf('short', 'short')).toEqual({ kind: 'short', missing: 7 });
});

it('characters are counted as the service counts them', () => {
  expect(faultOf('𠮷'.repeat(11), '')).toEqual({ kind: 'short', missing: 1 });
});

it('a password is typed twice', () => {
  expect(faultOf('一句自己记得住的长长的话', '一句自己记得住的长长的话')).toBeNull();
  expect(faultOf('a long sentence', 'a long sentences')).toEqual({ kind: 'different' });
});
