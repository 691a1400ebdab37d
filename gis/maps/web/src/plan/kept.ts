/** Edits that the service has not answered, kept in this browser: a reload must not lose them.
 *
 * Each has an entry of its own, so that two windows on the same plan do not overwrite each other.
 */
import type { Preview } from '../graph/protocol.ts';
import type { Pending } from './types.ts';

export type Shown = Pick<Preview, 'atoms' | 'target' | 'changes'>;

export interface Errand extends Pending {
  /** What the page shows of it already; null where nothing. */
  readonly shown: Shown | null;
  /** Whether the service may have it: what is sent under a key never changes. */
  readonly sent: boolean;
  /** Its place among all, in the order they were made. */
  readonly place: number;
}

/** Where the errands of one user on one plan are kept. */
export class Kept {
  private readonly prefix: string;

  constructor(user: string, plan: number) {
    this.prefix = `wangge.pending.${user}.${plan}.`;
  }

  /** In the order they were made; what cannot be read is left out. */
  all(): Errand[] {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(this.prefix))
        .map((name) => parsed(localStorage.getItem(name)))
        .filter((errand) => errand !== null)
        .sort((one, other) => one.place - other.place);
    } catch {
      // A browser that keeps nothing goes without.
      return [];
    }
  }

  put(errand: Errand): void {
    try {
      localStorage.setItem(this.prefix + errand.key, JSON.stringify(errand));
    } catch {
      // A full or forbidden store: the edit is sent all the same, only a reload would lose it.
    }
  }

  remove(errand: Errand): void {
    try {
      localStorage.removeItem(this.prefix + errand.key);
    } catch {
      // As above.
    }
  }
}

function parsed(text: string | null): Errand | null {
  try {
    const errand = JSON.parse(text ?? 'null') as Errand | null;
    return errand !== null && typeof errand.key === 'string' ? errand : null;
  } catch {
    return null;
  }
}

/** A key that no other edit has; `crypto.randomUUID` would need https, which offices may lack. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
