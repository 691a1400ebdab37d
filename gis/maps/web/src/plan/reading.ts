/** What the service tells of a plan, asked for. */
import { api, Problem, type Schemas, told } from '../api/client.ts';
import type { Steps } from './contract.ts';
import type { Grid, Microgrid, Peopled, Plan } from './types.ts';

/** Features asked for at once. */
const PAGE = 10_000;

interface Features<T> {
  readonly features: readonly { readonly id: number; readonly properties: T }[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

export function readPlan(plan: number): Promise<Plan> {
  return told(api.GET('/api/v1/plans/{plan}', { params: { path: { plan } } }));
}

function readCommunities(plan: number): Promise<Schemas['Community'][]> {
  const asked = api.GET('/api/v1/plans/{plan}/communities', { params: { path: { plan } } });
  return told(asked) as Promise<Schemas['Community'][]>;
}

export function readGraph(plan: number, community: string): Promise<Schemas['Graph']> {
  const params = { path: { plan }, query: { community } };
  return told(api.GET('/api/v1/plans/{plan}/graph', { params })) as Promise<Schemas['Graph']>;
}

/** Nothing to step to for those who may not see the history. */
export async function readSteps(plan: number): Promise<Steps> {
  try {
    return await told(api.GET('/api/v1/plans/{plan}/steps', { params: { path: { plan } } }));
  } catch (error) {
    if (error instanceof Problem && error.status === 403) {
      return { undo: null, redo: null };
    }
    throw error;
  }
}

/** All live grids of a plan. */
export async function readGrids(plan: number): Promise<Grid[]> {
  const found = await allPages<Grid>((after) => {
    const query = { ...after, geometry: false, limit: PAGE };
    return told(api.GET('/api/v1/plans/{plan}/grids', { params: { path: { plan }, query } }));
  });
  return found.map(counted);
}

export async function readMicrogrids(plan: number, community: string): Promise<Microgrid[]> {
  const found = await allPages<Microgrid>((after) => {
    const query = { community, ...after, geometry: false, limit: PAGE };
    return told(api.GET('/api/v1/plans/{plan}/microgrids', { params: { path: { plan }, query } }));
  });
  return found.map(counted);
}

/** Few households are hidden from those who may not see exact counts: they are null. */
function counted<T extends Peopled>(unit: T): T {
  return { ...unit, households: unit.households ?? 0, residents: unit.residents ?? 0 };
}

/** All that a page shows of a plan, as of the version of the plan or later. */
export interface Read {
  readonly plan: Plan;
  readonly grids: readonly Grid[];
  readonly communities: readonly Schemas['Community'][];
  readonly steps: Steps;
}

/** @throws Problem where the plan cannot be read. */
export async function readAll(number: number): Promise<Read> {
  // First of all: what is told of the others is as of its version or later.
  const plan = await readPlan(number);
  const [grids, communities, steps] = await Promise.all([
    readGrids(number),
    readCommunities(number),
    readSteps(number),
  ]);
  return { plan, grids, communities, steps };
}

/** Items with their ids, page after page. */
async function allPages<T>(ask: (after: { after?: number }) => Promise<unknown>): Promise<T[]> {
  const found: T[] = [];
  for (let after: { after?: number } | null = {}; after !== null; ) {
    const page = (await ask(after)) as Features<T>;
    found.push(...page.features.map(({ id, properties }) => ({ ...properties, id })));
    const last = page.features.at(-1);
    const more = last !== undefined && page.links.some((link) => link.rel === 'next');
    after = more ? { after: last.id } : null;
  }
  return found;
}
