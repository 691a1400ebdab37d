/** Operations of the log in words: "把 3 个基本单元从 003 移到 005". */
import { categoryTold } from '../plan/standing.ts';
import type { Grid, Operation } from '../plan/types.ts';
import { dictionary } from '../ui/words.ts';

const say = dictionary({
  create: ['生成方案', 'Plan made'],
  branch: (plan: number, version: number) => [
    `由方案 ${plan}（版本 ${version}）分出草案`,
    `Branched from plan ${plan}, version ${version}`,
  ],
  move: (atoms: number, from: string, to: string) => [
    `把 ${atoms} 个基本单元从 ${from} 移到 ${to}`,
    `Moved ${counted(atoms, 'atom')} from ${from} to ${to}`,
  ],
  inside: (atoms: number, grid: string) => [
    `在 ${grid} 内调整 ${atoms} 个基本单元的微网格`,
    `Moved ${counted(atoms, 'atom')} between micro-grids of ${grid}`,
  ],
  reassign: (atoms: number, grids: string) => [
    `调整 ${atoms} 个基本单元，涉及 ${grids}`,
    `Moved ${counted(atoms, 'atom')} between ${grids}`,
  ],
  newGrid: (atoms: number, grid: string) => [
    `用 ${atoms} 个基本单元新建网格 ${grid}`,
    `Made grid ${grid} of ${counted(atoms, 'atom')}`,
  ],
  newMicrogrid: (atoms: number, grid: string) => [
    `在 ${grid} 内用 ${atoms} 个基本单元新建微网格`,
    `Made a micro-grid of ${counted(atoms, 'atom')} in ${grid}`,
  ],
  split: (grid: string, others: string) => [
    `把网格 ${grid} 分成 ${grid} 和 ${others}`,
    `Split grid ${grid} into ${grid} and ${others}`,
  ],
  merge: (grids: string, into: string) => [
    `把 ${grids} 并入 ${into}`,
    `Merged ${grids} into ${into}`,
  ],
  cut: (grid: string) => [`切分 ${grid} 的一个基本单元`, `Cut an atom of ${grid}`],
  floors: (grid: string, floors: string) => [
    `按楼层拆分 ${grid} 的一栋楼（${floors} 层以上）`,
    `Cut a tower of ${grid} above floors ${floors}`,
  ],
  staircases: (grid: string) => [
    `按单元门拆分 ${grid} 的一栋楼`,
    `Cut a building of ${grid} between its staircases`,
  ],
  dedicate: (grid: string, name: string, category: string) => [
    `划出专属网格 ${grid}：${name}（${category}）`,
    `Dedicated grid ${grid}: ${name} (${category})`,
  ],
  undedicate: (grid: string) => [`把 ${grid} 改为基础网格`, `Made ${grid} a base grid`],
  resolve: (grids: string) => [`重新划分 ${grids}`, `Divided ${grids} anew`],
  resolveMicro: (grids: string) => [
    `重新划分 ${grids} 的微网格`,
    `Divided the micro-grids of ${grids} anew`,
  ],
  renumber: (community: string) => [`为${community}重新编号`, `Renumbered ${community}`],
  attributes: (grid: string, fields: string) => [
    `修改 ${grid} 的${fields}`,
    `Changed ${fields} of ${grid}`,
  ],
  lock: (grid: string) => [`锁定 ${grid}`, `Locked ${grid}`],
  unlock: (grid: string) => [`解锁 ${grid}`, `Unlocked ${grid}`],
  restore: (version: number) => [`恢复到版本 ${version}`, `Restored version ${version}`],
  undo: (what: string) => [`撤销：${what}`, `Undid: ${what}`],
  redo: (what: string) => [`重做：${what}`, `Did again: ${what}`],
  version: (version: number | null) => [`版本 ${version}`, `version ${version}`],
  and: ['、', ', '],
  code: ['编码', 'code'],
  name: ['名称', 'name'],
  name_en: ['英文名称', 'English name'],
  post: ['责任岗位', 'post'],
});

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What of a plan is needed to name things. */
export interface Names {
  readonly grids: ReadonlyMap<number, Pick<Grid, 'code' | 'community'>>;
  readonly communities: ReadonlyMap<string, string>;
  /** Other operations by version, as far as they are known: undo tells what it took back. */
  readonly operations: ReadonlyMap<number, Operation>;
}

type Touched = { readonly id: number; readonly code: string; readonly live: boolean };

/** The sentence of one operation. */
export function sentence(operation: Operation, names: Names): string {
  const { request } = operation;
  const call = naming(operation, names);
  const atoms = list(request.atoms).length;
  switch (operation.kind) {
    case 'create':
      return typeof request.parent === 'number'
        ? say.branch(request.parent, Number(request.parent_version))
        : say.create();
    case 'move':
      return moved(operation, call);
    case 'reassign':
      return say.reassign(
        sum(request.moves),
        listed(touched(operation).map((one) => call(one.id))),
      );
    case 'new_grid':
      return request.level === 'microgrid'
        ? say.newMicrogrid(atoms, listed(touched(operation).map((one) => call(one.id))))
        : say.newGrid(atoms, call(newest(operation)));
    case 'split_grid':
      return say.split(call(request.grid), others(operation, request.grid, call));
    case 'merge': {
      const away = list(request.grids).filter((one) => one !== request.into);
      return say.merge(listed(away.map(call)), call(request.into));
    }
    case 'renumber': {
      const community = String(request.community);
      return say.renumber(names.communities.get(community) ?? community);
    }
    case 'restore':
      return say.restore(Number(request.version));
    case 'undo':
    case 'redo':
      return say[operation.kind](target(operation, names));
    default:
      return ofGround(operation, call);
  }
}

/** Ids of the live grids that it changed. */
export function grids(operation: Operation): number[] {
  return touched(operation)
    .filter((one) => one.live)
    .map((one) => one.id);
}

/** Versions that were taken back and not done again since; operations latest first. */
export function undone(operations: Iterable<Operation>): Set<number> {
  const latest = new Map<number, string>();
  for (const { kind, target: of } of operations) {
    if (of !== null && !latest.has(of)) {
      latest.set(of, kind);
    }
  }
  return new Set([...latest].filter(([, kind]) => kind === 'undo').map(([version]) => version));
}

function ofGround(operation: Operation, call: (grid: unknown) => string): string {
  const { request } = operation;
  const first = call(request.grid ?? touched(operation)[0]?.id);
  const several = listed(list(request.grids).map(call));
  switch (operation.kind) {
    case 'split_atom':
      return say.cut(first);
    case 'split_tower': {
      const floors = list(request.floors);
      return floors.length > 0
        ? say.floors(first, listed(floors.map(String)))
        : say.staircases(first);
    }
    case 'dedicate':
      return say.dedicate(
        request.grid ? first : call(newest(operation)),
        String(request.name),
        categoryTold(String(request.category)),
      );
    case 'undedicate':
      return say.undedicate(first);
    case 'resolve':
      return request.level === 'microgrid' ? say.resolveMicro(several) : say.resolve(several);
    case 'attributes':
      return attributes(request, first);
    default:
      return operation.kind;
  }
}

function attributes(request: Operation['request'], grid: string): string {
  const fields = (['code', 'name', 'name_en', 'post'] as const).filter(
    (name) => typeof request[name] === 'string',
  );
  if (fields.length > 0) {
    return say.attributes(grid, listed(fields.map((name) => say[name]())));
  }
  return request.locked ? say.lock(grid) : say.unlock(grid);
}

function moved(operation: Operation, call: (grid: unknown) => string): string {
  const { atoms, grid } = operation.request;
  const from = others(operation, grid, call);
  const count = list(atoms).length;
  return from ? say.move(count, from, call(grid)) : say.inside(count, call(grid));
}

function target(operation: Operation, names: Names): string {
  const of = operation.target === null ? undefined : names.operations.get(operation.target);
  return of ? sentence(of, names) : say.version(operation.target);
}

/** How grids are called: the end of the code, as the operation left it or as it is now. */
function naming(operation: Operation, names: Names): (grid: unknown) => string {
  const own = new Map(touched(operation).map((one) => [one.id, one.code]));
  return (grid) => {
    const id = Number(grid);
    const code = own.get(id) ?? names.grids.get(id)?.code;
    return code ? code.slice(12) || code : `#${id}`;
  };
}

function others(operation: Operation, grid: unknown, call: (grid: unknown) => string): string {
  return listed(
    touched(operation)
      .filter((one) => one.id !== grid)
      .map((one) => call(one.id)),
  );
}

/** The grid that an operation made has the highest number of those it changed. */
function newest(operation: Operation): number {
  return Math.max(0, ...touched(operation).map((one) => one.id));
}

function touched(operation: Operation): Touched[] {
  return list(operation.result.grids) as Touched[];
}

function sum(moves: unknown): number {
  return list(moves).reduce<number>(
    (total, one) => total + list((one as { atoms?: unknown }).atoms).length,
    0,
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function listed(texts: readonly string[]): string {
  return texts.join(say.and());
}
