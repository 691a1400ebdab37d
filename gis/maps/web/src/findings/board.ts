/** The findings of the opened plan as panels and map see them; one place for each thing. */
import { computed, signal } from '@lit-labs/signals';
import type { FeatureCollection } from 'geojson';
import { asProblem, type Problem } from '../api/client.ts';
import type { Job } from '../api/jobs.ts';
import { shownMap } from '../map/contract.ts';
import { opened } from '../plan/opened.ts';
import { standing } from '../plan/standing.ts';
import { type Exception, exceptions, type Judged, judge, latest } from './audits.ts';
import { later } from './later.ts';
import { boxOf, type Filter, type Finding, middle, queue, tally } from './queue.ts';

/** Points on the map at most. */
const MOST = 3000;

export interface State {
  readonly plan: number;
  readonly judged: Judged | null;
  readonly exceptions: ReadonlyMap<string, Exception>;
  readonly reading: boolean;
  readonly problem: Problem | null;
}

const NOTHING: State = {
  plan: 0,
  judged: null,
  exceptions: new Map(),
  reading: false,
  problem: null,
};

const state = signal<State>(NOTHING);
export const board: Pick<typeof state, 'get'> = state;
export const filter = signal<Filter>({ tray: 'open', rule: '', community: '' });
/** Id of the finding somebody looks at. */
export const current = signal<string | null>(null);
/** The audit that runs as a job. */
export const auditing = signal<Job | 'asked' | null>(null);

/** Findings that were mended since the audit by a suggestion made for them. */
export const mended = signal<ReadonlySet<string>>(new Set());

/** Codes of the grids that lie in the band as they are now. */
const withinBand = computed<ReadonlySet<string>>(() => {
  const store = opened.get();
  const rules = store?.rules.get();
  const grids = [...(store?.grids.get().values() ?? [])];
  return new Set(
    grids.filter((one) => rules && standing(one, rules) === 'within').map((one) => one.code),
  );
});

export const findings = computed<readonly Finding[]>(() => {
  const gone = mended.get();
  const inBand = withinBand.get();
  return (state.get().judged?.findings ?? []).filter(
    (one) => !gone.has(one.id) && !(one.rule === 'band' && inBand.has(one.units[0] ?? '')),
  );
});
export const listed = computed(() =>
  queue(findings.get(), filter.get(), later(state.get().plan).get()),
);
export const counts = computed(() => tally(findings.get(), later(state.get().plan).get()));

/** Whether the plan was changed since the audit. */
export const stale = computed(() => {
  const audited = state.get().judged?.audit.plan_version;
  return audited !== undefined && (opened.get()?.version.get() ?? 0) > audited;
});

/** Read the latest audit of a plan, unless it was read or is to be read anew. */
export async function read(plan: number, anew = false): Promise<void> {
  if (state.get().plan === plan && (!anew || state.get().reading)) {
    return;
  }
  if (state.get().plan !== plan) {
    state.set({ ...NOTHING, plan });
    current.set(null);
    mended.set(new Set());
    filter.set({ tray: 'open', rule: '', community: '' });
  }
  await tried(plan, () => latest(plan));
}

/** Audit the plan as it is now. */
export async function audit(plan: number): Promise<void> {
  auditing.set('asked');
  try {
    await tried(plan, async () => {
      const judged = await judge(plan, (job) => auditing.set(job));
      return judged ?? state.get().judged;
    });
  } finally {
    auditing.set(null);
  }
}

/** A finding is accepted now, or no longer. */
export async function reread(plan: number): Promise<void> {
  const judged = state.get().judged;
  const accepted = await exceptions(plan);
  if (judged && state.get().plan === plan) {
    const marked = judged.findings.map((one) => ({ ...one, accepted: accepted.has(one.id) }));
    state.set({ ...state.get(), judged: { ...judged, findings: marked }, exceptions: accepted });
  }
}

/** Show the findings of the list on the map, and the current one with its ground. */
export function draw(shown: readonly Finding[], chosen: Finding | null): void {
  const map = shownMap.get();
  map?.overlay('findings', points(shown));
  map?.overlay('finding', chosen?.geometry ? collection([feature(chosen)]) : null);
}

export function clear(): void {
  shownMap.get()?.overlay('findings', null);
  shownMap.get()?.overlay('finding', null);
}

async function tried(plan: number, ask: () => Promise<Judged | null>): Promise<void> {
  state.set({ ...state.get(), reading: true, problem: null });
  try {
    const [judged, accepted] = await Promise.all([ask(), exceptions(plan)]);
    if (state.get().plan === plan) {
      state.set({ plan, judged, exceptions: accepted, reading: false, problem: null });
      mended.set(new Set());
    }
  } catch (error) {
    const problem = asProblem(error);
    if (state.get().plan === plan) {
      state.set({ ...state.get(), reading: false, problem });
    }
  }
}

function points(all: readonly Finding[]): FeatureCollection {
  const found = all.slice(0, MOST).flatMap((one) => {
    const box = boxOf(one);
    return box
      ? [{ ...feature(one), geometry: { type: 'Point' as const, coordinates: middle(box) } }]
      : [];
  });
  return collection(found);
}

function feature(one: Finding): GeoJSON.Feature {
  return {
    type: 'Feature',
    properties: { severity: one.severity, id: one.id },
    geometry: one.geometry ?? { type: 'GeometryCollection', geometries: [] },
  };
}

function collection(features: GeoJSON.Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}
