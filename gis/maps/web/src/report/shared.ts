/** What the parts of the mobile page share: what may be reported, the queue, who reports. */
import { computed, signal } from '@lit-labs/signals';
import { asProblem, type Problem, reachable } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import { me } from '../api/session.ts';
import { read, write } from '../ui/memory.ts';
import type { Report, Snap, Taken } from './contract.ts';
import { ReportQueue } from './queue.ts';
import { IndexedShelf } from './shelf.ts';

const KEPT = 'snap';
const SNAP = '/api/v1/snap';

const known = signal<Snap | null>(read<Snap | null>(KEPT, null));
const trouble = signal<Problem | null>(null);

/** Path of the town's tiles: those for everybody, else those of a plan that one may see. */
export const town = signal<string | null>(null);

/** What may be reported, as the service last said; null until it is known. */
export const snap = computed(() => known.get());
/** Why that is not known. */
export const problem = computed(() => trouble.get());

const network = signal(navigator.onLine);
/** Whether the network is there, as the phone believes, and the service answers. */
export const online = computed(() => network.get() && reachable.get());

/** Somebody who works on tickets, and may see those of their grid. */
export const worker = computed(() =>
  (me.get()?.grants ?? []).some((one) => one.role === 'worker' || one.role === 'commander'),
);

/** Ask what may be reported; what was known before serves until then. */
export async function learn(): Promise<void> {
  try {
    const found = await ask<Snap>('get', SNAP);
    known.set(found);
    write(KEPT, found);
    trouble.set(null);
    town.set(found.tiles ?? (await ownTown()));
  } catch (error) {
    trouble.set(asProblem(error));
  }
}

/** Tiles of a plan in force, for those who log in where nobody else may report. */
async function ownTown(): Promise<string | null> {
  if (!me.get()) {
    return null;
  }
  const { plans } = await ask<{ plans: { plan: number; version: number }[] }>(
    'get',
    '/api/v1/command',
  );
  const [first] = plans;
  return first
    ? `/tiles/basemap/{z}/{x}/{y}.mvt?plan=${first.plan}&version=${first.version}`
    : null;
}

export const queue = new ReportQueue(new IndexedShelf('reports'), send);

/** Send one report; the service makes one ticket of it, however often it comes. */
async function send(report: Report): Promise<Taken> {
  const form = new FormData();
  const { category, lon, lat, accuracy, photo } = report;
  const fields: Record<string, string | null> = {
    external: report.external,
    kind: category.kind,
    code: category.code,
    description: report.description,
    lon: lon === null ? null : lon.toFixed(7),
    lat: lat === null ? null : lat.toFixed(7),
    accuracy: accuracy === null ? null : String(Math.ceil(accuracy)),
    reported_at: report.made,
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== '') {
      form.set(name, value);
    }
  }
  if (photo) {
    form.set('photo', photo, 'photo.jpg');
  }
  return await ask<Taken>('post', SNAP, { body: form });
}

/** Follow the network for as long as the page is open. */
export function watchNetwork(): () => void {
  const changed = () => {
    network.set(navigator.onLine);
    // What could not be reached before may be there now.
    if (navigator.onLine) {
      void queue.flush();
      void learn();
    }
  };
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}
