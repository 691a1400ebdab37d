/** Figures of proposals side by side: what the service says of a plan's quality. */
import { api, told } from '../api/client.ts';
import { allPlans, type Plan } from './plans.ts';

export interface Figures {
  readonly plan: Plan;
  readonly grids: number;
  readonly dedicated: number;
  readonly inBand: number;
  /** Out of band, by reason. */
  readonly outOfBand: Readonly<Record<string, number>>;
  readonly microgrids: number;
  readonly least: number | null;
  readonly most: number | null;
  /** Standard deviation of households over their mean; 0 to 1. */
  readonly spread: number | null;
  /** Share of borders on barriers, 0 to 1. */
  readonly onBarriers: number | null;
  /** Mean of Polsby and Popper's compactness, 0 to 1. */
  readonly compactness: number | null;
  readonly torn: number;
  /** Against the plan compared with; null where there is none. */
  readonly moved: number | null;
  readonly cost: Readonly<Partial<Record<CostTerm, number>>>;
}

export const COST_TERMS = ['band', 'balance', 'border', 'shape'] as const;
export type CostTerm = (typeof COST_TERMS)[number];

/** Figures of plans as they were proposed, in their order. */
export async function figuresOf(numbers: readonly number[]): Promise<Figures[]> {
  const known = await allPlans();
  return Promise.all(
    numbers.map(async (number) => {
      const path = { plan: number };
      const plan = await told(api.GET('/api/v1/plans/{plan}', { params: { path } }));
      const reference = referenceOf(plan, known);
      return read(plan, reference === null ? null : await movedSince(reference, number));
    }),
  );
}

/** The plan whose grids a proposal's households are compared with: the one it was to stay close to,
 * else one in force on the same dataset; null where there is none. */
export function referenceOf(
  plan: Pick<Plan, 'dataset'> & { params?: unknown },
  known: readonly Plan[],
): number | null {
  const { close_to } = member({ params: plan.params }, 'params');
  if (typeof close_to === 'number') {
    return close_to;
  }
  const inForce = known.find((one) => one.state === 'published' && one.dataset === plan.dataset);
  return inForce?.id ?? null;
}

/** The band a plan keeps to. */
export function bandOf(plan: Pick<Plan, 'rules'>): { lower: number; upper: number } {
  const [lower = 0, upper = Number.MAX_SAFE_INTEGER] = String(plan.rules.band ?? '')
    .split(':')
    .map(Number);
  return { lower, upper };
}

async function movedSince(reference: number, number: number): Promise<number | null> {
  const path = { plan: reference, other: number };
  const found = await told(api.GET('/api/v1/plans/{plan}/diff/{other}', { params: { path } }));
  return found.households;
}

/** Figures from a plan's `quality`; what is not told is null. */
export function read(plan: Plan & { quality?: unknown }, moved: number | null): Figures {
  const overall = member(member({ quality: plan.quality }, 'quality'), 'overall');
  const number = (name: string) => {
    const value = overall[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    plan,
    grids: number('grids') ?? plan.grids,
    dedicated: number('dedicated_grids') ?? 0,
    inBand: number('in_band') ?? 0,
    outOfBand: member(overall, 'out_of_band') as Record<string, number>,
    microgrids: number('microgrids') ?? 0,
    least: number('households_min'),
    most: number('households_max'),
    spread: number('households_cv'),
    onBarriers: number('border_on_barriers_share'),
    compactness: number('polsby_popper_mean'),
    torn: number('torn_compounds') ?? 0,
    moved: moved ?? number('households_moved'),
    cost: member(overall, 'cost') as Figures['cost'],
  };
}

/** Sum of the cost terms. */
export function costOf(figures: Figures): number {
  return COST_TERMS.reduce((sum, term) => sum + (figures.cost[term] ?? 0), 0);
}

/** Which of some values is best; null where there are no two, or all are the same. */
export function best(values: readonly (number | null)[], wanted: 'most' | 'least'): number | null {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2 || new Set(known).size === 1) {
    return null;
  }
  return wanted === 'most' ? Math.max(...known) : Math.min(...known);
}

function member(of: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const value = of[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
