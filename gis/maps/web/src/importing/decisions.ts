/** What somebody decides about the layers of an upload; values that are replaced, never changed. */
import type { Schemas } from '../api/client.ts';
import { COLUMNS, isRole, NEEDED, ROLES, type Role } from './names.ts';

export type Layer = Schemas['LayerSeen'];
type Mapped = Schemas['Mapped'];

export interface Decision {
  /** Which of our layers it is; null: it is left out. */
  readonly role: Role | null;
  /** Our column -> the file's. */
  readonly columns: Readonly<Record<string, string>>;
  /** What its coordinates are taken for; null: as the file says. */
  readonly crs: string | null;
}

/** One for each layer, in their order. */
export type Decisions = readonly Decision[];

/** What the service guessed. */
export function guessed(layers: readonly Layer[]): Decisions {
  return layers.map((layer) => {
    const role = isRole(layer.guess) ? layer.guess : null;
    return {
      role,
      columns: columnsFor(layer, role),
      crs: layer.crs.given ? null : layer.crs.code,
    };
  });
}

/** Make a layer one of ours; whichever was it before is left out. */
export function withRole(
  layers: readonly Layer[],
  decisions: Decisions,
  at: number,
  role: Role | null,
): Decisions {
  return decisions.map((one, index) => {
    const layer = layers[index];
    if (index === at && layer) {
      return { ...one, role, columns: columnsFor(layer, role) };
    }
    return role !== null && one.role === role ? { ...one, role: null, columns: {} } : one;
  });
}

/** Read one of our columns from one of the file's, or from none. */
export function withColumn(
  decisions: Decisions,
  at: number,
  ours: string,
  theirs: string | null,
): Decisions {
  return decisions.map((one, index) => {
    if (index !== at) {
      return one;
    }
    const { [ours]: _, ...others } = one.columns;
    return { ...one, columns: theirs === null ? others : { ...others, [ours]: theirs } };
  });
}

/** Take coordinates for those of a CRS; in all layers without one of their own, if so wished. */
export function withCrs(
  layers: readonly Layer[],
  decisions: Decisions,
  at: number,
  crs: string | null,
  alsoOthers = false,
): Decisions {
  return decisions.map((one, index) =>
    index === at || (alsoOthers && layers[index] && !layers[index].crs.given)
      ? { ...one, crs }
      : one,
  );
}

/** The decisions as the service takes them. */
export function mapped(
  layers: readonly Layer[],
  decisions: Decisions,
  dropPersonal: boolean,
): Mapped {
  const chosen = decisions.flatMap(({ role, columns, crs }, index) => {
    const layer = layers[index];
    return role && layer
      ? [[role, { file: layer.file, layer: layer.layer, columns: { ...columns }, crs }] as const]
      : [];
  });
  return { layers: Object.fromEntries(chosen), drop_personal: dropPersonal };
}

/** Layers that are needed and that none was made. */
export function missing(decisions: Decisions): Role[] {
  return NEEDED.filter((role) => !decisions.some((one) => one.role === role));
}

/** Which layer is one of ours; -1 where none is. */
export function layerOf(decisions: Decisions, role: string): number {
  return decisions.findIndex((one) => one.role === role);
}

/** Roles that somebody may choose for a layer, those that fit its geometries first. */
export function choices(layer: Layer): { fitting: Role[]; others: Role[] } {
  const fitting = ROLES.filter((role) => layer.roles.includes(role));
  return { fitting, others: ROLES.filter((role) => !fitting.includes(role)) };
}

/** Our columns that a layer must have and that nothing is chosen for. */
export function columnsMissing({ role, columns }: Decision): string[] {
  if (role === null) {
    return [];
  }
  const { needed, names } = COLUMNS[role];
  return names.slice(0, needed).filter((name) => !(name in columns));
}

/** Columns that look like data on persons, in layers that are imported. */
export function personal(layers: readonly Layer[], decisions: Decisions): string[] {
  const names = layers.flatMap((layer, index) =>
    decisions[index]?.role
      ? layer.columns.filter((one) => one.personal).map((one) => one.name)
      : [],
  );
  return [...new Set(names)];
}

function columnsFor(layer: Layer, role: Role | null): Record<string, string> {
  const known = role === null ? {} : (layer.guesses[role] ?? {});
  const suspect = new Set(layer.columns.filter((one) => one.personal).map((one) => one.name));
  return Object.fromEntries(Object.entries(known).filter(([, theirs]) => !suspect.has(theirs)));
}
