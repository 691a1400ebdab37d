import { signal } from '@lit-labs/signals';
import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/client.ts';
import type { Preview, Refusal } from '../graph/protocol.ts';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied } from '../plan/types.ts';
import { dismiss, toasts } from '../ui/toast.ts';
import { setLanguage } from '../ui/words.ts';
import { commit, sending, step } from './commit.ts';
import { drawing } from './drawing.ts';
import { fakePlan } from './fakes.ts';

const WISH = { type: 'move' as const, atoms: [6], grid: 3 };
const PREVIEW: Preview = { atoms: [6], target: 3, changes: [], refused: null };

beforeEach(() => {
  vi.useFakeTimers();
  setLanguage('zh');
  drawing.set(null);
  for (const one of toasts.get()) {
    dismiss(one.id);
  }
});

function answering(edit: PlanStore['edit']): PlanStore {
  return Object.assign(fakePlan().store, { edit });
}

test('the chips stay while it is sent, then tick, then go', async () => {
  let answer: (applied: Applied) => void = () => undefined;
  const store = answering(() => new Promise((resolve) => (answer = resolve)));
  const done = commit(store, WISH, PREVIEW);
  expect([drawing.get()?.phase, sending.get()]).toEqual(['sending', 1]);
  answer({ version: 1, grids: [], microgrids: [] });
  await done;
  expect([drawing.get()?.phase, sending.get()]).toEqual(['done', 0]);
  vi.advanceTimersByTime(5000);
  expect(drawing.get()).toBeNull();
});

test('a tick does not wipe what is drawn next', async () => {
  await commit(fakePlan().store, WISH, PREVIEW);
  const next = { preview: PREVIEW, at: null, skipped: null, phase: 'drawing' as const };
  drawing.set(next);
  vi.advanceTimersByTime(5000);
  expect(drawing.get()).toBe(next);
});

test('what the preview refuses is never sent, and the reason is told', async () => {
  const { store, sent } = fakePlan();
  const refused: Refusal = { why: 'torn', grid: 3, pieces: [[1], [2]] };
  expect(await commit(store, WISH, { ...PREVIEW, refused })).toBeNull();
  expect(sent).toEqual([]);
  expect(toasts.get()[0]?.text).toBe('会把网格003拆成2块');
});

test('a refusal of the service is told and the chips go', async () => {
  const store = answering(async () => {
    throw new Problem(422, 'edit', { zh: '网格已锁定', en: 'locked' });
  });
  expect(await commit(store, WISH, PREVIEW)).toBeNull();
  expect(drawing.get()).toBeNull();
  expect(toasts.get()[0]).toMatchObject({ text: '网格已锁定', tone: 'danger' });
});

test('a stale edit has its dialog and no note', async () => {
  const store = answering(async () => {
    throw new Problem(412, 'stale', { zh: '已被修改', en: 'stale' });
  });
  await commit(store, WISH, PREVIEW);
  expect(toasts.get()).toEqual([]);
});

test('an edit made offline is said to be kept', async () => {
  await commit(
    answering(async () => null),
    WISH,
    PREVIEW,
  );
  expect(toasts.get()[0]?.text).toContain('离线');
});

test('there is nothing to undo where the plan says so', async () => {
  const undo = vi.fn();
  await step(Object.assign(fakePlan().store, { undo }), 'undo');
  expect(undo).not.toHaveBeenCalled();
});

test('a step that follows one on its way is asked for, whatever is known', async () => {
  const undo = vi.fn();
  const pending = signal([{}]);
  await step(Object.assign(fakePlan().store, { undo, pending }), 'undo');
  expect(undo).toHaveBeenCalled();
});
