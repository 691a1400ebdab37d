/** What a planner asks of a proposal, and how the service is asked for it. */
import type { Schemas } from '../api/client.ts';
import { either, type Pair } from '../ui/words.ts';

type Asked = Schemas['Proposal'];
export type Wanted = NonNullable<Asked['params']>;
export type Trade = NonNullable<Wanted['trade']>;
export type Effort = NonNullable<Wanted['effort']>;
export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/** What can be chosen in the dialog. */
export interface Choice {
  readonly dataset: number;
  readonly name: string;
  /** Codes of communities; null for all of the dataset. */
  readonly communities: ReadonlySet<string> | null;
  readonly by: 'households' | 'residents';
  readonly band: Band;
  readonly target: number | null;
  /** Whether micro-grids are wanted by their size or so many to a grid. */
  readonly micro: 'size' | 'count';
  readonly microBand: Band;
  readonly microCount: Band;
  readonly trades: readonly Trade[];
  readonly effort: Effort;
  readonly keepCompounds: boolean;
  readonly closeTo: number | null;
  /** A plan of which some grids stay as they are, and their codes. */
  readonly lockPlan: number | null;
  readonly locks: ReadonlySet<string>;
}

export const MOST_ALTERNATIVES = 3;

/** Name and meaning of each trade. */
export const TRADES: Readonly<Record<Trade, { readonly name: Pair; readonly means: Pair }>> = {
  balanced: { name: ['均衡', 'Balanced'], means: ['各方面兼顾', 'A bit of everything'] },
  even: { name: ['户数均匀', 'Even'], means: ['各网格户数尽量接近', 'Grids of like size'] },
  compact: {
    name: ['形状紧凑', 'Compact'],
    means: ['网格更圆整、少狭长', 'Rounder grids, fewer strips'],
  },
  roads: {
    name: ['沿路沿河', 'Along roads'],
    means: ['边界更多走道路、河流、围墙', 'Borders on roads, rivers and walls'],
  },
  steady: {
    name: ['少变动', 'Steady'],
    means: ['尽量沿用原有网格，少迁户', 'Keeps the present grids, moves few households'],
  },
};
export const EFFORTS: Readonly<Record<Effort, { readonly name: Pair; readonly means: Pair }>> = {
  fast: {
    name: ['快速', 'Fast'],
    means: ['先看大概：搜索量约为标准的 1/20', 'A first look: a twentieth of the search'],
  },
  balanced: { name: ['标准', 'Standard'], means: ['一般都够用', 'Enough as a rule'] },
  best: {
    name: ['精细', 'Thorough'],
    means: ['定稿用：搜索量约为标准的 20 倍', 'For the final plan: twenty times the search'],
  },
};

const tradeName = (trade: Trade): string => either(TRADES[trade].name);

/** A dialog as it opens. */
export function beginning(dataset: number): Choice {
  return {
    dataset,
    name: '',
    communities: null,
    by: 'households',
    band: { lower: 300, upper: 500 },
    target: null,
    micro: 'size',
    microBand: { lower: 50, upper: 80 },
    microCount: { lower: 3, upper: 6 },
    trades: ['balanced'],
    effort: 'balanced',
    keepCompounds: false,
    closeTo: null,
    lockPlan: null,
    locks: new Set(),
  };
}

/** The choice with other ranges, as usual for what is counted: 1,000 residents are 300-500 households. */
export function countedBy(choice: Choice, by: Choice['by']): Choice {
  const residents = by === 'residents';
  return {
    ...choice,
    by,
    target: null,
    band: residents ? { lower: 800, upper: 1200 } : { lower: 300, upper: 500 },
    microBand: residents ? { lower: 130, upper: 200 } : { lower: 50, upper: 80 },
  };
}

export type Fault = 'name' | 'band' | 'target' | 'micro' | 'communities' | 'trades' | 'locks';

/** What is wrong with a choice, in the order of the dialog. */
export function faultsOf(choice: Choice): Fault[] {
  const { band, target } = choice;
  const micro = choice.micro === 'size' ? choice.microBand : choice.microCount;
  const wrong: Record<Fault, boolean> = {
    name: choice.name.trim() === '',
    communities: choice.communities?.size === 0,
    band: !isBand(band),
    target: target !== null && !(target >= band.lower && target <= band.upper),
    micro: !isBand(micro),
    trades: choice.trades.length === 0,
    locks: choice.lockPlan !== null && choice.locks.size === 0,
  };
  return (Object.keys(wrong) as Fault[]).filter((fault) => wrong[fault]);
}

/** Requests for a choice: one an alternative, each named after what it gives most for. */
export function requests(choice: Choice): Asked[] {
  const { trades } = choice;
  return trades.map((trade) => {
    const suffix = trades.length > 1 ? suffixOf(trade) : '';
    const asked: Asked = {
      dataset: choice.dataset,
      name: choice.name.trim().slice(0, LONGEST - suffix.length) + suffix,
      params: wanted(choice, trade),
    };
    if (choice.communities) {
      asked.communities = [...choice.communities];
    }
    if (choice.closeTo !== null) {
      asked.close_to = choice.closeTo;
    }
    if (choice.lockPlan !== null) {
      asked.locks = { plan: choice.lockPlan, grids: [...choice.locks] };
    }
    return asked;
  });
}

const LONGEST = 200;

function wanted(choice: Choice, trade: Trade): Wanted {
  const { by, band, target, micro, microBand, microCount, effort } = choice;
  return {
    by,
    band: spelled(band),
    ...(micro === 'size'
      ? { micro_band: spelled(microBand) }
      : { micro_count: spelled(microCount) }),
    ...(target === null ? {} : { target }),
    trade,
    effort,
    keep_compounds: choice.keepCompounds,
    seed: 0,
    code_scheme: 'standard',
  };
}

function spelled({ lower, upper }: Band): string {
  return `${lower}:${upper}`;
}

function isBand({ lower, upper }: Band): boolean {
  return Number.isInteger(lower) && Number.isInteger(upper) && lower >= 1 && lower <= upper;
}

/** What tells alternatives of one name apart. */
function suffixOf(trade: Trade): string {
  return `（${tradeName(trade)}）`;
}

interface Begun {
  readonly id: number;
  readonly kind: string;
  readonly name: string | null;
  readonly created_by: string;
  readonly created_at: string;
}

/** Numbers of the proposals that were begun together with one, in their order; without others none. */
export function begunWith(job: Begun, all: readonly Begun[]): number[] {
  const stem = stemOf(job);
  const together = all.filter(
    (one) =>
      one.kind === 'propose' &&
      one.created_by === job.created_by &&
      stemOf(one) === stem &&
      Math.abs(Date.parse(one.created_at) - Date.parse(job.created_at)) < TOGETHER_MS,
  );
  const own = job.kind === 'propose' && stem !== null && together.length > 1;
  return own ? together.map((one) => one.id).sort((a, b) => a - b) : [];
}

const TOGETHER_MS = 60_000;

function stemOf({ name }: Begun): string | null {
  return name?.match(/^(.*)（[^（）]+）$/)?.[1] ?? null;
}
