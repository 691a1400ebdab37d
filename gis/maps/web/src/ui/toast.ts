/** Short notes at the lower edge of the page: what was done, what was refused and why. */
import { signal } from '@lit-labs/signals';
import { asProblem } from '../api/client.ts';

export type Tone = 'good' | 'notice' | 'danger';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
  readonly action: ToastAction | null;
}

interface ToastAction {
  readonly label: string;
  run(): void;
}

interface ToastOptions {
  readonly tone?: Tone;
  readonly action?: ToastAction;
  /** How long it stays, milliseconds; 0: until it is closed. */
  readonly stay?: number;
}

/** What is shown at once; the oldest give way. */
const MOST = 3;
const STAY_MS = 5000;
/** A refusal takes longer to read. */
const STAY_LONG_MS = 9000;

const shown = signal<readonly Toast[]>([]);
export const toasts: Pick<typeof shown, 'get'> = shown;
let last = 0;

/** Show a note; screen readers hear it too. Returns its id. */
export function toast(text: string, options: ToastOptions = {}): number {
  const { tone = 'good', action = null } = options;
  const id = ++last;
  const others = shown.get().filter((one) => one.text !== text);
  shown.set([...others, { id, text, tone, action }].slice(-MOST));
  host();
  const stay = options.stay ?? (tone === 'danger' || action ? STAY_LONG_MS : STAY_MS);
  if (stay > 0) {
    setTimeout(() => dismiss(id), stay);
  }
  return id;
}

/** Show why something failed. What is no problem told by the service is thrown on. */
export function toastProblem(error: unknown): void {
  toast(asProblem(error).told, { tone: 'danger' });
}

export function dismiss(id: number): void {
  shown.set(shown.get().filter((one) => one.id !== id));
}

/** The element that shows them is made with the first of them. */
function host(): void {
  if (!document.querySelector('wg-toasts')) {
    document.body.append(document.createElement('wg-toasts'));
    void import('./wg-toasts.ts');
  }
}
