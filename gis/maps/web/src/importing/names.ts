/** Our layers and their columns, as the wizard names them. */
import { either, type Pair } from '../ui/words.ts';

export const ROLES = [
  'communities',
  'buildings',
  'barriers',
  'crossings',
  'compounds',
  'sites',
  'population',
  'grids',
] as const;
export type Role = (typeof ROLES)[number];

/** Without these there is nothing to plan. */
export const NEEDED: readonly Role[] = ['communities', 'buildings'];

const NAMES: Record<Role, Pair> = {
  communities: ['社区', 'Communities'],
  buildings: ['楼栋', 'Buildings'],
  barriers: ['分隔线', 'Barriers'],
  crossings: ['通道', 'Crossings'],
  compounds: ['小区', 'Compounds'],
  sites: ['专属对象', 'Sites'],
  population: ['人口', 'Population'],
  grids: ['现有网格', 'Existing grids'],
};

const HINTS: Record<Role, Pair> = {
  communities: ['社区、村的范围（面）', 'Outlines of communities and villages'],
  buildings: ['房屋轮廓或点，最好带户数', 'Footprints or points, best with households'],
  barriers: ['道路、铁路、河流、围墙（线）', 'Roads, railways, rivers, walls'],
  crossings: ['桥梁、地道', 'Bridges and underpasses'],
  compounds: ['小区、院落、自然村（面）', 'Compounds, courtyards, hamlets'],
  sites: ['学校、医院、园区等专属网格对象', 'Schools, hospitals, parks: dedicated grids'],
  population: ['已知户数的面', 'Polygons with known households'],
  grids: ['沿用或对照的现有网格', 'Grids in use, to keep or compare'],
};

/** Columns of each layer; the first are those it has no meaning without. */
export const COLUMNS: Record<Role, { readonly needed: number; readonly names: readonly string[] }> =
  {
    communities: { needed: 1, names: ['code', 'name', 'kind', 'households'] },
    buildings: {
      needed: 0,
      names: ['id', 'households', 'residents', 'floors', 'height', 'use', 'staircases', 'compound'],
    },
    barriers: { needed: 1, names: ['class', 'name', 'crossable'] },
    crossings: { needed: 0, names: ['name'] },
    compounds: { needed: 0, names: ['id', 'name'] },
    sites: { needed: 1, names: ['category', 'id', 'name'] },
    population: { needed: 1, names: ['households', 'id', 'residents'] },
    grids: { needed: 0, names: ['code', 'name'] },
  };

const COLUMN_NAMES: Record<string, Pair> = {
  code: ['编码', 'Code'],
  id: ['编号', 'Id'],
  name: ['名称', 'Name'],
  kind: ['城乡类型', 'Urban or rural'],
  households: ['户数', 'Households'],
  residents: ['人数', 'Residents'],
  floors: ['层数', 'Floors'],
  height: ['高度（米）', 'Height (m)'],
  use: ['用途', 'Use'],
  staircases: ['单元数', 'Staircases'],
  compound: ['所属小区', 'Compound'],
  class: ['类别', 'Class'],
  crossable: ['可否穿越', 'Crossable'],
  category: ['类别', 'Category'],
  geometry: ['几何', 'Geometry'],
  crs: ['坐标系', 'CRS'],
  file: ['文件', 'File'],
};

const SHAPES: Record<string, Pair> = {
  Polygon: ['面', 'Polygons'],
  MultiPolygon: ['面', 'Polygons'],
  LineString: ['线', 'Lines'],
  MultiLineString: ['线', 'Lines'],
  Point: ['点', 'Points'],
  MultiPoint: ['点', 'Points'],
  GeometryCollection: ['几何集合', 'Collections'],
};

export function isRole(text: string | null | undefined): text is Role {
  return ROLES.some((role) => role === text);
}

/** Name of one of our layers; other names stay as they are. */
export function roleName(role: string): string {
  return isRole(role) ? either(NAMES[role]) : role;
}

export const roleHint = (role: Role): string => either(HINTS[role]);

export function columnName(column: string): string {
  const known = COLUMN_NAMES[column];
  return known ? either(known) : column;
}

/** Kind of geometry; a dash where a layer has none. */
export function shapeName(kind: string | null): string {
  const known = kind === null ? undefined : SHAPES[kind];
  return known ? either(known) : (kind ?? '—');
}
