/** What a proposal for a dataset can be made of: its communities, plans to follow, grids to keep. */
import type { FeatureCollection } from 'geojson';
import { api, told } from '../api/client.ts';
import { dictionary, figure } from '../ui/words.ts';
import { type Group, grouped } from './choices.ts';
import { allPlans, type Plan } from './plans.ts';

const say = dictionary({
  locked: (name: string) => [`${name}（已锁定）`, `${name} (locked)`],
});
/** As many digits of a code tell the street, and the community. */
const STREET = 9;
const COMMUNITY = 12;
const MOST_GRIDS = 10_000;

export interface Offer {
  /** Plans of the dataset, newest first. */
  readonly plans: readonly Plan[];
  /** Communities by street. */
  readonly communities: readonly Group[];
  /** By code of the community. */
  readonly households: ReadonlyMap<string, number>;
}

export const NOTHING: Offer = { plans: [], communities: [], households: new Map() };

/** What a dataset offers. */
export async function offerOf(dataset: number): Promise<Offer> {
  const params = { path: { dataset } };
  const [plans, { items }, tree] = await Promise.all([
    allPlans(),
    told(api.GET('/api/v1/datasets/{dataset}/communities', { params })),
    told(api.GET('/api/v1/jurisdictions')),
  ]);
  const streets = new Map(tree.items.map((one) => [one.code, one.name]));
  const rows = items.map(({ code, name, households }) => ({
    key: code,
    name,
    note: figure(households),
  }));
  return {
    plans: plans.filter((plan) => plan.dataset === dataset),
    communities: grouped(rows, STREET, (code) => streets.get(code) ?? code),
    households: new Map(items.map((one) => [one.code, one.households])),
  };
}

interface Row {
  readonly code: string;
  readonly name: string;
  readonly locked: boolean;
}

/** Grids of a plan by community, and the codes of those that are locked in it. */
export async function gridsOf(
  plan: number,
  communities: readonly Group[],
): Promise<{ groups: Group[]; locked: Set<string> }> {
  const params = { path: { plan }, query: { geometry: false, limit: MOST_GRIDS } };
  const found = await told(api.GET('/api/v1/plans/{plan}/grids', { params }));
  const { features } = found as unknown as FeatureCollection;
  const rows = features.map(({ properties }) => properties as Row);
  const items = rows.map(({ code, name, locked }) => ({
    key: code,
    name: locked ? say.locked(name) : name,
    note: code.slice(COMMUNITY),
  }));
  const known = communities.flatMap((one) => one.items);
  const names = new Map(known.map((one) => [one.key, one.name]));
  return {
    groups: grouped(items, COMMUNITY, (code) => names.get(code) ?? code),
    locked: new Set(rows.filter((one) => one.locked).map((one) => one.code)),
  };
}
