import { beforeEach, expect, test, vi } from 'vitest';
import { Problem, Unreachable } from '../api/client.ts';
import type { Kept, Report, Taken } from './contract.ts';
import { delay, ReportQueue, type Shelf } from './queue.ts';

class Memory implements Shelf {
  readonly kept = new Map<string, Kept>();
  async all(): Promise<Kept[]> {
    return [...this.kept.values()];
  }
  async put(one: Kept): Promise<void> {
    this.kept.set(one.external, one);
  }
  async remove(external: string): Promise<void> {
    this.kept.delete(external);
  }
}

const category = {
  kind: 'matter',
  code: '01037',
  name: '路灯异常',
  name_en: 'Street light',
  class_name: '市政公用设施类',
} as const;

function report(external: string, made = '2026-03-01T00:00:00Z'): Report {
  const photo = new Blob(['photo']);
  return { external, made, category, description: '', lon: 1, lat: 2, accuracy: 5, photo };
}

const taken = (one: Report): Taken => ({
  receipt: `r-${one.external}`,
  external: one.external,
  position: 'good',
  grid_name: '一号网格',
});
const refusal = (status: number, wait: number | null = null) =>
  new Problem(status, 'test', { zh: '不行', en: 'no' }, {}, wait);

let shelf: Memory;
beforeEach(() => {
  vi.useFakeTimers();
  shelf = new Memory();
});

test('a report is on the shelf before it is sent, and its photo goes once it has arrived', async () => {
  const queue = new ReportQueue(shelf, async (one) => {
    expect(shelf.kept.get('a')?.state).toBe('waiting');
    return taken(one);
  });
  await queue.add(report('a'));
  await queue.flush();
  expect(queue.find('a')).toMatchObject({ state: 'sent', receipt: 'r-a', photo: null });
  expect(shelf.kept.get('a')?.receipt).toBe('r-a');
});

test('without a network it waits, and goes by itself once there is one', async () => {
  let there = false;
  const queue = new ReportQueue(shelf, async (one) => {
    if (!there) {
      throw new Unreachable();
    }
    return taken(one);
  });
  await queue.add(report('a'));
  await queue.flush();
  expect(queue.waiting.get()).toHaveLength(1);
  there = true;
  await vi.advanceTimersByTimeAsync(delay(1));
  expect(queue.waiting.get()).toHaveLength(0);
});

test('nothing is lost on reload, also not what was under way', async () => {
  const before = new ReportQueue(shelf, () => new Promise(() => undefined));
  await before.add(report('a'));
  void before.flush();
  const sent: string[] = [];
  const after = new ReportQueue(shelf, async (one) => {
    sent.push(one.external);
    return taken(one);
  });
  await after.open();
  expect(sent).toEqual(['a']);
  expect(after.reports.get()).toHaveLength(1);
});

test('the oldest goes first, and a refused one does not hold up the others', async () => {
  const sent: string[] = [];
  const queue = new ReportQueue(shelf, async (one) => {
    sent.push(one.external);
    if (one.external === 'old') {
      throw refusal(422);
    }
    return taken(one);
  });
  await queue.add(report('new', '2026-03-02T00:00:00Z'));
  await queue.add(report('old', '2026-03-01T00:00:00Z'));
  await queue.flush();
  expect(sent).toEqual(['old', 'new']);
  expect(queue.find('old')).toMatchObject({ state: 'refused', reason: { zh: '不行', en: 'no' } });
  expect(queue.find('old')?.photo).not.toBeNull();
});

test('a refused one can be tried again or forgotten', async () => {
  let fine = false;
  const queue = new ReportQueue(shelf, async (one) => {
    if (!fine) {
      throw refusal(422);
    }
    return taken(one);
  });
  await queue.add(report('a'));
  await queue.add(report('b'));
  await queue.flush();
  fine = true;
  await queue.retry('a');
  expect(queue.find('a')?.state).toBe('sent');
  await queue.forget('b');
  expect(await shelf.all()).toHaveLength(1);
});

test('one who asks too often waits as long as the service says', async () => {
  let calls = 0;
  const queue = new ReportQueue(shelf, async (one) => {
    calls += 1;
    if (calls === 1) {
      throw refusal(429, 30);
    }
    return taken(one);
  });
  await queue.add(report('a'));
  await queue.flush();
  await vi.advanceTimersByTimeAsync(29_000);
  expect(calls).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(queue.find('a')?.state).toBe('sent');
});

test('two who flush at once send each report once', async () => {
  let calls = 0;
  const queue = new ReportQueue(shelf, async (one) => {
    calls += 1;
    return taken(one);
  });
  await queue.add(report('a'));
  await Promise.all([queue.flush(), queue.flush()]);
  expect(calls).toBe(1);
});

test('a phone that keeps nothing says so, and the report stays in the form', async () => {
  shelf.put = async () => {
    throw new Error('full');
  };
  const queue = new ReportQueue(shelf, async (one) => taken(one));
  await expect(queue.add(report('a'))).rejects.toThrow('full');
  expect(queue.reports.get()).toHaveLength(0);
});

test('tries become rarer, but never rarer than every two minutes', () => {
  expect([1, 2, 3, 20].map(delay)).toEqual([2000, 4000, 8000, 120_000]);
});
