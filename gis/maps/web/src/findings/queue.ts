/** Findings in the order in which somebody works through them. */
import type { Geometry } from 'geojson';
import type { Box } from '../map/contract.ts';
import { extent } from '../panels/fly.ts';
import { SEVERITIES, type Severity } from './rules.ts';

export interface Finding {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Codes of the grids or micro-grids concerned, ids of buildings, compounds, communities. */
  readonly units: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly accepted: boolean;
  /** Its place in the audit. */
  readonly position: number;
  readonly geometry: Geometry | null;
}

/** Where a finding waits: to be worked on, put off, accepted for a time, or only explained. */
export const TRAYS = ['open', 'later', 'accepted', 'explained'] as const;
type Tray = (typeof TRAYS)[number];

export function trayOf(finding: Finding, later: ReadonlySet<string>): Tray {
  if (finding.severity === 'info') {
    return 'explained';
  }
  if (finding.accepted) {
    return 'accepted';
  }
  return later.has(finding.id) ? 'later' : 'open';
}

export interface Filter {
  readonly tray: Tray;
  /** Name of a rule; empty: all. */
  readonly rule: string;
  /** Code of a community; empty: all. */
  readonly community: string;
}

/** Findings of a tray, graver ones first, then as the audit has them. */
export function queue(
  findings: Iterable<Finding>,
  filter: Filter,
  later: ReadonlySet<string>,
): Finding[] {
  const { tray, rule, community } = filter;
  return [...findings]
    .filter(
      (one) =>
        trayOf(one, later) === tray &&
        (rule === '' || one.rule === rule) &&
        (community === '' || communityOf(one) === community),
    )
    .sort((a, b) => rank(a) - rank(b) || a.position - b.position);
}

/** Codes come last of their severity: whatever else is mended may change them. */
const rank = (one: Finding) => 2 * SEVERITIES.indexOf(one.severity) + Number(one.rule === 'code');

/** How many findings lie in each tray. */
export function tally(
  findings: Iterable<Finding>,
  later: ReadonlySet<string>,
): Readonly<Record<Tray, number>> {
  const counts = { open: 0, later: 0, accepted: 0, explained: 0 };
  for (const one of findings) {
    counts[trayOf(one, later)] += 1;
  }
  return counts;
}

const DIGITS = /^\d+$/;
const COMMUNITY = 12;

/** Code of the community that a finding is about; null where its units do not tell. */
export function communityOf({ units }: Pick<Finding, 'units'>): string | null {
  const code = units.find((one) => DIGITS.test(one) && one.length >= COMMUNITY);
  return code?.slice(0, COMMUNITY) ?? null;
}

/** Ids of the live grids that a finding is about; those of micro-grids are theirs. */
export function gridsOf(
  { units }: Pick<Finding, 'units'>,
  grids: ReadonlyMap<string, number>,
): number[] {
  const found = units.map((code) => {
    for (let length = code.length; length > COMMUNITY; length -= 1) {
      const grid = grids.get(code.slice(0, length));
      if (grid !== undefined) {
        return grid;
      }
    }
    return undefined;
  });
  return [...new Set(found.filter((one) => one !== undefined))];
}

/** The finding some steps on from one, at the ends those; the first where that is gone. */
export function step(all: readonly Finding[], from: string | null, by: number): Finding | null {
  const at = all.findIndex((one) => one.id === from);
  const wanted = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by));
  return all[wanted] ?? null;
}

/** What comes after a finding once it has left the list. */
export function following(all: readonly Finding[], gone: string): Finding | null {
  const at = all.findIndex((one) => one.id === gone);
  return all[at + 1] ?? all[at - 1] ?? null;
}

/** Where a finding lies; null where it has no place of its own. */
export function boxOf({ geometry }: Pick<Finding, 'geometry'>): Box | null {
  return geometry && extent(geometry);
}

/** The middle of a box. */
export function middle([west, south, east, north]: Box): [number, number] {
  return [(west + east) / 2, (south + north) / 2];
}
