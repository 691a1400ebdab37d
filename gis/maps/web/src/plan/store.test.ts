import type { Remote } from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recall } from '../api/session.ts';
import type { GraphService } from '../graph/protocol.ts';
import { Graphs } from '../graph/service.ts';
import { squares } from '../graph/squares.ts';
import type { PlanStore } from './contract.ts';
import { FakeEvents, FakeService, PLAN, problem } from './fake-service.ts';
import { open } from './store.ts';
import type { Wish } from './types.ts';

const HERE = '990121100001';
const EDIT = 'POST operations';
let service: FakeService;
let graphs: Graphs;
const opened: PlanStore[] = [];

/** The graphs as a worker would serve them: every call is answered later. */
function remote(): Remote<GraphService> {
  return new Proxy(graphs, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
      return async (...given: unknown[]) => structuredClone(method.apply(target, given));
    },
  }) as unknown as Remote<GraphService>;
}

async function opens(): Promise<PlanStore> {
  graphs = new Graphs();
  const store = await open(PLAN, () => ({ graph: remote(), dismiss: () => {} }));
  opened.push(store);
  await store.load(HERE);
  return store;
}

const move = (atoms: number[], grid: number): Wish => ({ type: 'move', atoms, grid });

/** Move atoms as a tool does: counted first, then asked for. */
async function moved(store: PlanStore, atoms: number[], grid: number) {
  return store.edit(move(atoms, grid), await store.graph.preview(atoms, grid));
}

const atomsOf = (store: PlanStore, grid: number) => store.grids.get().get(grid)?.atoms;
/** Hold the answers to edits back until the function returned is called. */
function hold(): () => void {
  let pass = () => {};
  service.gate = new Promise((resolve) => {
    pass = resolve;
  });
  return () => pass();
}

/** Until all that was begun has come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

beforeEach(async () => {
  // Two grids of eight atoms, side by side.
  service = new FakeService(squares({ seed: 1, side: 4, grids: 0, grid: (x) => (x < 2 ? 1 : 2) }));
  vi.stubGlobal('fetch', service.answer);
  vi.stubGlobal('EventSource', FakeEvents);
  localStorage.clear();
  await recall();
});

afterEach(() => {
  for (const store of opened.splice(0)) {
    store.close();
  }
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('an edit', () => {
  it('is shown at once, and then as the service counted it', async () => {
    const store = await opens();
    const pass = hold();
    const going = moved(store, [1002], 1);
    await vi.waitFor(() => expect(atomsOf(store, 1)).toBe(9));
    expect(store.version.get()).toBe(0);
    expect(store.pending.get()).toHaveLength(1);
    expect(graphs.atom(1002)?.grid).toBe(1);
    pass();
    expect((await going)?.version).toBe(1);
    expect(store.pending.get()).toHaveLength(0);
    expect(store.version.get()).toBe(1);
    expect(store.grids.get().get(1)).toMatchObject({ atoms: 9, version: 1 });
    const before = store.revision.get();
    await settled();
    expect(store.revision.get()).toBeGreaterThan(before);
    expect(store.steps.get().undo?.version).toBe(1);
  });

  it('is taken back where the service refuses it', async () => {
    const store = await opens();
    const going = moved(store, [1002, 1006, 1010, 1014], 1);
    await expect(going).rejects.toMatchObject({ status: 422, kind: 'torn' });
    expect(atomsOf(store, 1)).toBe(8);
    expect(store.conflict.get()).toBeNull();
    await settled();
    expect(graphs.atom(1002)?.grid).toBe(2);
    expect(localStorage.length).toBe(0);
  });

  it('follows another at once, on top of what that one returned', async () => {
    const store = await opens();
    const both = [moved(store, [1002], 1), moved(store, [1006], 1), moved(store, [1003], 1)];
    expect((await Promise.all(both)).map((one) => one?.version)).toEqual([1, 2, 3]);
    expect(service.sent(EDIT, 'If-Match')).toEqual(['"0"', '"1"', '"2"']);
    expect(new Set(service.sent(EDIT, 'Idempotency-Key')).size).toBe(3);
    expect(atomsOf(store, 1)).toBe(11);
  });

  it('is not taken for stale because of an own one that came in between others', async () => {
    const store = await opens();
    await moved(store, [1002], 1);
    service.version = 5;
    await moved(store, [1006], 1);
    // Version 6 is known, 2 to 5 are not: what is based on 1 finds only own changes.
    await moved(store, [1010], 1);
    expect(service.sent(EDIT, 'If-Match')).toEqual(['"0"', '"1"', '"1"', '"6"']);
    expect(atomsOf(store, 1)).toBe(11);
  });
});

describe('an edit of what somebody else changed', () => {
  it('is taken back and waits for a decision', async () => {
    const store = await opens();
    service.move([1001], 2);
    await expect(moved(store, [1002], 1)).rejects.toMatchObject({ kind: 'stale' });
    const conflict = store.conflict.get();
    expect(conflict?.changed.map(({ id, atoms }) => [id, atoms])).toEqual([
      [1, 7],
      [2, 9],
    ]);
    expect(conflict?.pending.wish).toEqual(move([1002], 1));
    const later = { actor: 'bob', kind: 'move', ...service.move([1005], 2) };
    FakeEvents.last?.hear('operation', later);
    expect(store.conflict.get()).toBe(conflict);
    await settled();
    expect(graphs.atom(1001)?.grid).toBe(2);
    expect(graphs.atom(1002)?.grid).toBe(2);
    await store.resolveConflict('drop');
    expect(store.conflict.get()).toBeNull();
    expect(service.count(EDIT)).toBe(1);
  });

  it('is tried again on top of it, under a new key', async () => {
    const store = await opens();
    service.move([1001], 2);
    await expect(moved(store, [1002], 1)).rejects.toThrow();
    await settled();
    await store.resolveConflict('again');
    expect(store.conflict.get()).toBeNull();
    expect(service.sent(EDIT, 'If-Match')).toEqual(['"0"', '"1"']);
    const [first, second] = service.sent(EDIT, 'Idempotency-Key');
    expect(first).not.toBe(second);
    expect(atomsOf(store, 1)).toBe(8);
  });
});

describe('without the service', () => {
  it('an edit is kept, shown, and sent under the same key once it is back', async () => {
    const store = await opens();
    service.fault = (what) => (what === EDIT ? 'lost' : null);
    expect(await moved(store, [1002], 1)).toBeNull();
    expect(store.online.get()).toBe(false);
    expect(store.pending.get()[0]?.state).toBe('offline');
    expect(atomsOf(store, 1)).toBe(9);
    service.fault = () => null;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(store.online.get()).toBe(true));
    expect(service.version).toBe(1);
    expect(new Set(service.sent(EDIT, 'Idempotency-Key')).size).toBe(1);
    expect(store.grids.get().get(1)).toMatchObject({ atoms: 9, version: 1 });
  });

  it('it is tried again after a while', async () => {
    const store = await opens();
    vi.useFakeTimers();
    service.fault = (what) => (what === EDIT ? problem(503, 'busy') : null);
    const going = store.edit(move([1002], 1));
    await vi.advanceTimersByTimeAsync(500);
    expect(await going).toBeNull();
    await vi.advanceTimersByTimeAsync(3000);
    expect(service.count(EDIT)).toBe(3);
    service.fault = () => null;
    await vi.advanceTimersByTimeAsync(4000);
    expect(service.version).toBe(1);
    expect(store.pending.get()).toEqual([]);
  });

  it('an answer that is lost applies nothing twice', async () => {
    const store = await opens();
    service.fault = (what) => (what === EDIT ? 'answer lost' : null);
    expect(await moved(store, [1002], 1)).toBeNull();
    expect(service.version).toBe(1);
    service.fault = () => null;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(store.pending.get()).toHaveLength(0));
    expect(service.version).toBe(1);
    expect(store.version.get()).toBe(1);
  });

  it('a refusal that nobody waits for any more is told as a conflict', async () => {
    const store = await opens();
    service.fault = (what) => (what === EDIT ? 'lost' : null);
    await moved(store, [1002], 1);
    service.state = 'submitted';
    service.fault = () => null;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(store.conflict.get()?.problem.status).toBe(409));
    expect(atomsOf(store, 1)).toBe(8);
  });

  it('what could not be read is read once it is back', async () => {
    const store = await opens();
    service.fault = (what) => (what === 'GET graph' ? 'lost' : null);
    await moved(store, [1002], 1);
    await settled();
    expect(store.online.get()).toBe(false);
    const before = service.count('GET graph');
    service.fault = () => null;
    dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(store.online.get()).toBe(true));
    expect(service.count('GET graph')).toBe(before + 1);
  });
});

describe('a reload', () => {
  it('sends what was on its way first of all, in order and under the same keys', async () => {
    const store = await opens();
    service.fault = (what) => (what === EDIT ? 'answer lost' : null);
    void moved(store, [1002], 1);
    void moved(store, [1006], 1);
    await settled();
    expect(service.version).toBe(1);
    store.close();
    service.fault = () => null;
    const from = service.requests.length;
    const again = await opens();
    expect(service.requests.slice(from, from + 3).map(({ what }) => what)).toEqual([
      EDIT,
      EDIT,
      `GET plans/${PLAN}`,
    ]);
    const [first, second, third] = service.sent(EDIT, 'Idempotency-Key');
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(service.version).toBe(2);
    expect(atomsOf(again, 1)).toBe(10);
    expect(localStorage.length).toBe(0);
  });

  it('leaves what others kept in the same browser alone', async () => {
    localStorage.setItem(`wangge.pending.bob.${PLAN}.k1`, JSON.stringify({ key: 'k1', place: 1 }));
    localStorage.setItem(`wangge.pending.ann.${PLAN}.k2`, 'not json');
    await opens();
    expect(service.count(EDIT)).toBe(0);
    expect(localStorage.length).toBe(2);
  });
});

describe('undo', () => {
  it('takes the last step back, with a key of its own', async () => {
    const store = await opens();
    await moved(store, [1002], 1);
    expect((await store.undo())?.version).toBe(2);
    expect(atomsOf(store, 1)).toBe(8);
    expect(service.sent('POST undo', 'Idempotency-Key')[0]).toMatch(/^\w{32}$/);
    await settled();
    expect(graphs.atom(1002)?.grid).toBe(2);
  });
});

describe('what others do', () => {
  const others = (told: object) => ({ kind: 'move', actor: 'bob', ...told });

  it('is shown as it happens', async () => {
    const store = await opens();
    FakeEvents.last?.hear('operation', others(service.move([1001], 2)));
    expect(atomsOf(store, 1)).toBe(7);
    expect(store.version.get()).toBe(1);
    await settled();
    expect(graphs.atom(1001)?.grid).toBe(2);
    await moved(store, [1002], 1);
    expect(service.sent(EDIT, 'If-Match')).toEqual(['"1"']);
  });

  it('makes an edit stale that was drawn before it was shown', async () => {
    const store = await opens();
    const { answer } = service;
    vi.stubGlobal('fetch', (request: Request) =>
      request.url.includes('/graph') ? new Promise(() => {}) : answer(request),
    );
    FakeEvents.last?.hear('operation', others(service.move([1001], 2)));
    await expect(moved(store, [1002], 1)).rejects.toMatchObject({ kind: 'stale' });
  });

  it('an own edit heard of before its answer is not read twice', async () => {
    const store = await opens();
    const pass = hold();
    const going = moved(store, [1002], 1);
    await vi.waitFor(() => expect(service.version).toBe(1));
    const grids = [service.grid(1), service.grid(2)];
    FakeEvents.last?.hear('operation', others({ actor: 'ann', version: 1, grids }));
    const before = service.count('GET graph');
    pass();
    await going;
    await settled();
    expect(service.count('GET graph')).toBe(before + 1);
  });

  it('a gap or another history is read anew', async () => {
    const store = await opens();
    service.move([1001], 2);
    FakeEvents.last?.hear('operation', others(service.move([1005], 2)));
    await settled();
    expect(atomsOf(store, 2)).toBe(10);
    service.version = 1;
    FakeEvents.last?.hear('reset', { version: 1, state: 'draft' });
    await vi.waitFor(() => expect(store.version.get()).toBe(1));
  });

  it('a submitted plan is edited no longer', async () => {
    const store = await opens();
    expect(store.editable.get()).toBe(true);
    service.state = 'submitted';
    FakeEvents.last?.hear('state', { version: 0, state: 'submitted' });
    expect(store.editable.get()).toBe(false);
  });

  it('where they work is shown for a minute', async () => {
    const store = await opens();
    store.close();
    vi.useFakeTimers();
    const going = open(PLAN, () => ({ graph: remote(), dismiss: () => {} }));
    await vi.advanceTimersByTimeAsync(10);
    const watching = await going;
    FakeEvents.last?.hear('presence', { actor: 'bob', community: HERE });
    FakeEvents.last?.hear('presence', { actor: 'ann', community: HERE });
    expect(watching.presence.get()).toMatchObject([{ actor: 'bob', community: HERE }]);
    await vi.advanceTimersByTimeAsync(71_000);
    expect(watching.presence.get()).toEqual([]);
    watching.show(HERE);
    watching.show('990121100002');
    await vi.advanceTimersByTimeAsync(1000);
    watching.show(HERE);
    expect(service.count('POST presence')).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(service.count('POST presence')).toBe(2);
    watching.close();
  });

  it('a broken stream is opened again where it was left', async () => {
    const store = await opens();
    FakeEvents.last?.hear('operation', others(service.move([1001], 2)));
    vi.useFakeTimers();
    const first = FakeEvents.last;
    first?.fail(true);
    expect(store.online.get()).toBe(false);
    await vi.advanceTimersByTimeAsync(6000);
    expect(FakeEvents.last).not.toBe(first);
    expect(FakeEvents.last?.url).toContain(`plan=${PLAN}&after=1`);
    FakeEvents.last?.onopen?.();
    expect(store.online.get()).toBe(true);
  });
});
