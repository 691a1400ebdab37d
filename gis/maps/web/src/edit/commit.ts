/** Sends what was drawn: the chips stay until the service has answered, and a refusal is told. */
import { signal } from '@lit-labs/signals';
import { Problem } from '../api/client.ts';
import type { Preview } from '../graph/protocol.ts';
import type { PlanStore } from '../plan/contract.ts';
import type { Applied, Wish } from '../plan/types.ts';
import { toast, toastProblem } from '../ui/toast.ts';
import { dictionary } from '../ui/words.ts';
import { type Drawing, drawing, drawn } from './drawing.ts';
import { refusalWords } from './figures.ts';

const say = dictionary({
  kept: ['已离线保存，恢复连接后自动发送', 'Kept for later: it is sent once the service answers'],
});
/** How long the tick stays. */
const TICK_MS = 1600;

const busy = signal(0);
/** Edits without a preview that are on their way, such as a re-solve. */
export const sending: Pick<typeof busy, 'get'> = busy;

/** Save an edit.
 *
 * @returns what the service applied; null where it was refused, or is kept for later.
 */
export async function commit(
  store: PlanStore,
  wish: Wish,
  preview?: Preview,
): Promise<Applied | null> {
  if (preview?.refused) {
    drawing.set(null);
    toast(refusalWords(preview.refused, store.grids.get()), { tone: 'danger' });
    return null;
  }
  const own = preview ? { ...drawn(preview), phase: 'sending' as const } : null;
  drawing.set(own);
  busy.set(busy.get() + 1);
  try {
    const applied = await (preview ? store.edit(wish, preview) : store.edit(wish));
    settle(own, applied !== null);
    if (applied === null) {
      toast(say.kept(), { tone: 'notice' });
    }
    return applied;
  } catch (error) {
    settle(own, false);
    refused(error);
    return null;
  } finally {
    busy.set(busy.get() - 1);
  }
}

/** Take a step back or forth. */
export async function step(store: PlanStore, how: 'undo' | 'redo'): Promise<void> {
  // After a step that is still on its way nobody knows yet whether there is one more.
  if (store.steps.get()[how] === null && store.pending.get().length === 0) {
    return;
  }
  busy.set(busy.get() + 1);
  try {
    await store[how]();
  } catch (error) {
    refused(error);
  } finally {
    busy.set(busy.get() - 1);
  }
}

/** The tick, unless something else is being drawn by now. */
function settle(own: Drawing | null, done: boolean): void {
  if (own === null || drawing.get() !== own) {
    return;
  }
  if (!done) {
    drawing.set(null);
    return;
  }
  const ticked = { ...own, phase: 'done' as const };
  drawing.set(ticked);
  setTimeout(() => {
    if (drawing.get() === ticked) {
      drawing.set(null);
    }
  }, TICK_MS);
}

/** A stale edit has a dialog of its own; every other refusal is a note. */
function refused(error: unknown): void {
  if (!(error instanceof Problem && error.kind === 'stale')) {
    toastProblem(error);
  }
}
