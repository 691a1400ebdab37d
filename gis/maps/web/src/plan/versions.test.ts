import { expect, it } from 'vitest';
import { Versions } from './versions.ts';

it('edits are based on the last version up to which all is known', () => {
  const versions = new Versions(3);
  versions.own(5);
  expect(versions.base).toBe(3);
  versions.hear(4);
  expect(versions.base).toBe(5);
  versions.hear(2);
  expect(versions.base).toBe(5);
});

it('own versions in a row do not make an edit stale, others in between do', () => {
  const versions = new Versions(3);
  versions.own(4);
  versions.own(5);
  versions.own(7);
  expect(versions.raised(3)).toBe(5);
  expect(versions.raised(5)).toBe(5);
  expect(versions.raised(6)).toBe(7);
});

it('another history has other versions under the same numbers', () => {
  const versions = new Versions(3);
  versions.own(4);
  versions.own(6);
  versions.restart(2);
  expect([versions.base, versions.isOwn(4)]).toEqual([2, false]);
  versions.hear(3);
  expect(versions.base).toBe(3);
});

it('what was heard while all was read anew still counts', () => {
  const versions = new Versions(3);
  versions.hear(6);
  versions.restart(5);
  expect(versions.base).toBe(6);
});
