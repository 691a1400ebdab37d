/** The graph of all communities that are worked on, by the numbers of their atoms and grids. */
import { colour } from './colours.ts';
import { arrange, assign, type CommunityGraph, feetOf, indexOf, NONE } from './community.ts';
import { previewMove, totals, withFloors } from './move.ts';
import { cutFeet } from './pieces.ts';
import type {
  AtomTold,
  Direction,
  GraphAnswer,
  GraphService,
  Position,
  Preview,
  SweepRequest,
  Totals,
} from './protocol.ts';
import { previewSweep } from './sweep.ts';
import * as walk from './walk.ts';

interface Found {
  readonly graph: CommunityGraph;
  readonly at: number;
}

const nothing = (target: number | null): Preview => ({
  atoms: [],
  target,
  changes: [],
  refused: { why: 'nothing' },
});

export class Graphs implements GraphService {
  private readonly loaded = new Map<string, CommunityGraph>();
  private locked: ReadonlySet<number> = new Set();
  private shades: ReadonlyMap<number, number> = new Map();

  load(answer: GraphAnswer): void {
    this.loaded.set(answer.community, arrange(answer));
  }

  drop(community: string): void {
    this.loaded.delete(community);
  }

  setLocked(grids: readonly number[]): void {
    this.locked = new Set(grids);
  }

  preview(atoms: readonly number[], target: number | null): Preview {
    const found = atoms.map((atom) => this.find(atom)).filter((one) => one !== null);
    const graph = found[0]?.graph;
    if (graph === undefined) {
      return nothing(target);
    }
    const foreign = target !== null && feetOf(graph, target).length === 0;
    if (foreign || found.some((one) => one.graph !== graph)) {
      return { ...nothing(target), atoms: [...atoms], refused: { why: 'community' } };
    }
    return previewMove(
      graph,
      found.map((one) => one.at),
      target,
      this.locked,
    );
  }

  move(atoms: readonly number[], target: number): void {
    for (const atom of atoms) {
      const found = this.find(atom);
      for (const at of found ? withFloors(found.graph, [found.at]) : []) {
        assign((found as Found).graph, at, target);
      }
    }
  }

  frozen(grid: number): number[] {
    const graph = this.of(grid);
    return graph ? numbers(graph, withFloors(graph, cutFeet(graph, grid))) : [];
  }

  frontier(from: number, to: number, at: Position): { atom: number; metres: number }[] {
    const graph = this.of(from);
    const found = graph ? walk.frontier(graph, from, to, at) : [];
    return found.map((one) => ({ atom: graph?.id[one.at] as number, metres: one.metres }));
  }

  sweep(request: SweepRequest): { preview: Preview; refused: number[] } {
    const graph = this.of(request.a);
    if (graph === undefined || feetOf(graph, request.b).length === 0) {
      return { preview: nothing(null), refused: [] };
    }
    return previewSweep(graph, request, this.locked);
  }

  within(ring: readonly Position[], grid?: number): number[] {
    return [...this.loaded.values()].flatMap((graph) =>
      numbers(graph, walk.within(graph, ring, grid)),
    );
  }

  atom(id: number): AtomTold | null {
    const found = this.find(id);
    return found && tell(found.graph, found.at);
  }

  atomsOf(grid: number): number[] {
    const graph = this.of(grid);
    return graph ? numbers(graph, withFloors(graph, feetOf(graph, grid))) : [];
  }

  totals(grid: number): Totals | null {
    const graph = this.of(grid);
    if (graph === undefined) {
      return null;
    }
    return totals(graph, graph.grid, feetOf(graph, grid), new Set([grid])).get(grid) ?? null;
  }

  step(atom: number, direction: Direction): number | null {
    const found = this.find(atom);
    if (found === null) {
      return null;
    }
    const { graph, at } = found;
    const beside = walk.neighbourTowards(graph, graph.foot[at] as number, direction);
    if (beside !== -1) {
      return graph.id[beside] as number;
    }
    // The edge of a community is no end: others may lie beyond.
    const origin = walk.positionOf(graph, at);
    const beyond = [...this.loaded.values()]
      .map((one) => ({ graph: one, ...walk.nearestTowards(one, origin, direction) }))
      .filter((one) => one.at !== -1)
      .sort((one, other) => one.score - other.score)[0];
    return beyond ? (beyond.graph.id[beyond.at] as number) : null;
  }

  neighbours(grid: number): { grid: number; metres: number }[] {
    const graph = this.of(grid);
    const metres = graph && walk.borders(graph).get(grid);
    return [...(metres ?? [])]
      .map(([other, length]) => ({ grid: other, metres: length }))
      .sort((one, other) => other.metres - one.metres || one.grid - other.grid);
  }

  colours(): [grid: number, colour: number][] {
    const borders = new Map<number, Set<number>>();
    for (const graph of this.loaded.values()) {
      for (const [grid, others] of walk.borders(graph)) {
        borders.set(grid, new Set(others.keys()));
      }
    }
    this.shades = colour(borders, this.shades);
    return [...this.shades];
  }

  assignment(community?: string): { atoms: Float64Array; grids: Int32Array } {
    const graphs = [...this.loaded.values()].filter(
      (graph) => community === undefined || graph.code === community,
    );
    const count = graphs.reduce((sum, graph) => sum + graph.id.length, 0);
    const atoms = new Float64Array(count);
    const grids = new Int32Array(count);
    let at = 0;
    for (const graph of graphs) {
      atoms.set(graph.id, at);
      grids.set(graph.grid, at);
      at += graph.id.length;
    }
    return { atoms, grids };
  }

  private find(atom: number): Found | null {
    for (const graph of this.loaded.values()) {
      const at = indexOf(graph, atom);
      if (at !== -1) {
        return { graph, at };
      }
    }
    return null;
  }

  private of(grid: number): CommunityGraph | undefined {
    return [...this.loaded.values()].find((graph) => feetOf(graph, grid).length > 0);
  }
}

function numbers(graph: CommunityGraph, atoms: Iterable<number>): number[] {
  return Array.from(atoms, (at) => graph.id[at] as number).sort((one, other) => one - other);
}

function tell(graph: CommunityGraph, at: number): AtomTold {
  const value = (values: ArrayLike<number>) => values[at] as number;
  const optional = (values: Int32Array) => (values[at] === NONE ? null : value(values));
  const from = optional(graph.floorFrom);
  const to = optional(graph.floorTo);
  const compound = graph.compound[at] ?? null;
  return {
    id: value(graph.id),
    foot: graph.id[value(graph.foot)] as number,
    community: graph.code,
    grid: value(graph.grid),
    microgrid: value(graph.microgrid),
    households: value(graph.households),
    residents: value(graph.residents),
    buildings: value(graph.buildings),
    floors: from === null || to === null ? null : [from, to],
    staircase: optional(graph.staircase),
    site: optional(graph.site),
    compound: compound === null ? null : (graph.compounds[compound] ?? compound),
    at: walk.positionOf(graph, at),
  };
}
