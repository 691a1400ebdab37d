/** Live views that are open: each with its permit, its reason and how far it has come. */
import { computed, signal } from '@lit-labs/signals';
import type { Camera, Permit } from './contract.ts';
import { ended, permit } from './requests.ts';

/** More at once nobody watches. */
export const MOST_VIEWS = 4;

export type Phase =
  /** The permit is there, the picture not yet. */
  | 'opening'
  | 'playing'
  /** The picture has stopped coming; it is tried again. */
  | 'stalled'
  /** The permit was not used in time. */
  | 'expired'
  | 'failed';

/** In the window over the page, or in the player of a patrol. */
export type Place = 'window' | 'patrol';

export interface View {
  readonly camera: Camera;
  readonly place: Place;
  readonly permit: Permit;
  readonly reason: string;
  readonly ticket: number | null;
  readonly phase: Phase;
  /** When the picture came, milliseconds. */
  readonly begun: number | null;
}

const open = signal<readonly View[]>([]);
/** Views that are open, oldest first. */
export const views = computed(() => open.get());

/** Look through a camera, or anew with the same reason; the oldest view gives way to a fifth.
 *
 * @throws Problem where that is not allowed.
 */
export async function look(
  camera: Camera,
  reason: string,
  ticket: number | null,
  place: Place = 'window',
): Promise<View> {
  const view: View = {
    camera,
    place,
    permit: await permit(camera.id, reason, ticket),
    reason,
    ticket,
    phase: 'opening',
    begun: null,
  };
  for (const one of open.get().filter((other) => other.camera.id === camera.id)) {
    leave(one.permit.viewing);
  }
  const [oldest] = open.get().filter((one) => one.place === 'window');
  if (oldest && open.get().length >= MOST_VIEWS) {
    leave(oldest.permit.viewing);
  }
  open.set([...open.get(), view]);
  host();
  return view;
}

/** Note how a view does. */
export function turned(viewing: number, phase: Phase): void {
  open.set(
    open
      .get()
      .map((one) =>
        one.permit.viewing === viewing && one.phase !== phase
          ? { ...one, phase, begun: one.begun ?? (phase === 'playing' ? Date.now() : null) }
          : one,
      ),
  );
}

/** Stop looking; the register says when. */
export function leave(viewing: number): void {
  if (open.get().some((one) => one.permit.viewing === viewing)) {
    open.set(open.get().filter((one) => one.permit.viewing !== viewing));
    ended(viewing);
  }
}

export function leaveAll(): void {
  for (const one of open.get()) {
    leave(one.permit.viewing);
  }
}

/** The window that shows them is made with the first of them. */
function host(): void {
  if (!document.querySelector('wg-live-views')) {
    document.body.append(document.createElement('wg-live-views'));
    void import('./wg-live-views.ts');
  }
}

// Whoever leaves the page looks no more.
addEventListener('pagehide', leaveAll);
