/** Choices that stay in this browser. */
import { type Signal, signal } from '@lit-labs/signals';

const PREFIX = 'wangge.';

/** A signal that begins where it was left, and a function that changes it. */
export function remembered<T>(
  name: string,
  initial: T,
): [Pick<Signal.State<T>, 'get'>, (value: T) => void] {
  const state = signal(read(name, initial));
  return [
    state,
    (value) => {
      state.set(value);
      write(name, value);
    },
  ];
}

/** What was kept under a name; the other value where nothing was, or nothing readable. */
export function read<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

/** Keep a value; a browser that keeps nothing goes without. */
export function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // A full or forbidden store only forgets.
  }
}
