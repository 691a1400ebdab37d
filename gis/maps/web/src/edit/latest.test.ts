import { expect, test } from 'vitest';
import { latest } from './latest.ts';

const atOnce = (run: () => void) => queueMicrotask(run);

test('of many questions in a frame only the last is worked on', async () => {
  const worked: number[] = [];
  const told: number[] = [];
  const asking = latest(
    async (n: number) => {
      worked.push(n);
      return n * 10;
    },
    (result) => told.push(result),
    atOnce,
  );
  for (const n of [1, 2, 3]) {
    asking.ask(n);
  }
  await asking.settled();
  expect([worked, told]).toEqual([[3], [30]]);
});

test('a question that comes while one is worked on is answered after it', async () => {
  const told: number[] = [];
  const asking = latest(
    async (n: number) => {
      if (n === 1) {
        asking.ask(2);
        asking.ask(3);
      }
      return n;
    },
    (result) => told.push(result),
    atOnce,
  );
  asking.ask(1);
  await asking.settled();
  expect(told).toEqual([1, 3]);
});

test('what was dropped is not told, and later questions are', async () => {
  const told: number[] = [];
  const asking = latest(
    async (n: number) => {
      if (n === 1) {
        asking.drop();
      }
      return n;
    },
    (result) => told.push(result),
    atOnce,
  );
  asking.ask(1);
  await asking.settled();
  asking.ask(2);
  await asking.settled();
  expect(told).toEqual([2]);
});

test('a failure is heard by who waits, and the next question is worked on', async () => {
  const told: number[] = [];
  const asking = latest(
    async (n: number) => {
      if (n === 1) {
        throw new Error('gone');
      }
      return n;
    },
    (result) => told.push(result),
    atOnce,
  );
  asking.ask(1);
  await expect(asking.settled()).rejects.toThrow('gone');
  asking.ask(2);
  await asking.settled();
  expect(told).toEqual([2]);
});
