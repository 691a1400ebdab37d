/** The report that is being written, kept on the phone: opening the camera may end the page. */
import type { Category } from './contract.ts';
import { IndexedShelf } from './shelf.ts';

export interface Draft {
  readonly photo: Blob | null;
  readonly category: Category | null;
  readonly description: string;
  /** Where somebody put the pin; null: where the phone is. */
  readonly pin: readonly [lon: number, lat: number] | null;
}

export const NO_DRAFT: Draft = { photo: null, category: null, description: '', pin: null };
const ONLY = 'draft';
const SOON_MS = 300;

const shelf = new IndexedShelf<Draft & { readonly external: string }>('drafts');
/** What is still to be kept. */
let waiting: Draft | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** What was left; nothing where the browser keeps nothing. */
export async function leftDraft(): Promise<Draft> {
  const [found] = await shelf.all().catch(() => []);
  return found ?? NO_DRAFT;
}

/** Keep what is written, a moment after the last change. */
export function keepDraft(draft: Draft): void {
  waiting = draft;
  clearTimeout(timer);
  timer = setTimeout(flush, SOON_MS);
}

/** It was sent. */
export async function dropDraft(): Promise<void> {
  waiting = null;
  clearTimeout(timer);
  await shelf.remove(ONLY).catch(() => undefined);
}

function flush(): void {
  if (waiting) {
    // A browser that keeps nothing goes without.
    void shelf.put({ ...waiting, external: ONLY }).catch(() => undefined);
    waiting = null;
  }
}

// Whoever goes to the camera may not find the page again.
document.addEventListener('visibilitychange', flush);
