import { describe, expect, it } from 'vitest';
import {
  choices,
  columnsMissing,
  guessed,
  type Layer,
  layerOf,
  mapped,
  missing,
  personal,
  withColumn,
  withCrs,
  withRole,
} from './decisions.ts';

function column(name: string, isPersonal = false): Layer['columns'][number] {
  return { name, type: 'text', samples: [], filled: 1, guess: null, personal: isPersonal };
}

function layer(
  index: number,
  name: string,
  guess: string | null,
  more: Partial<Layer> = {},
): Layer {
  return {
    index,
    file: 'town.zip',
    layer: name,
    geometry: 'Polygon',
    features: 3,
    crs: {
      code: 'EPSG:4549',
      name: 'CGCS2000',
      given: true,
      guessed: false,
      why: null,
      candidates: [],
    },
    guess,
    roles: ['communities', 'buildings'],
    guesses: { communities: { code: '编码' }, buildings: { households: '户数', id: '业主' } },
    columns: [column('编码'), column('户数'), column('业主', true)],
    bbox: null,
    ...more,
  };
}

const bare: Layer['crs'] = {
  code: 'EPSG:4549',
  name: null,
  given: false,
  guessed: true,
  why: null,
  candidates: [],
};
const layers = [
  layer(0, '村界', 'communities'),
  layer(1, '现状楼栋', 'buildings', { crs: bare }),
  layer(2, '备份', null, { crs: { ...bare, code: null, guessed: false } }),
];

describe('what is decided about layers', () => {
  const first = guessed(layers);

  it('begins with what the service guessed', () => {
    expect(first.map((one) => one.role)).toEqual(['communities', 'buildings', null]);
    expect(first.map((one) => one.crs)).toEqual([null, 'EPSG:4549', null]);
    expect(missing(first)).toEqual([]);
  });

  it('never proposes to read data on persons', () => {
    expect(first[1]?.columns).toEqual({ households: '户数' });
    expect(personal(layers, first)).toEqual(['业主']);
  });

  it('gives each of our layers to one layer only', () => {
    const next = withRole(layers, first, 2, 'buildings');
    expect(next.map((one) => one.role)).toEqual(['communities', null, 'buildings']);
    expect(next[1]?.columns).toEqual({});
    expect(next[2]?.columns).toEqual({ households: '户数' });
    expect(first[1]?.role).toBe('buildings');
  });

  it('tells which needed layers are missing', () => {
    expect(missing(withRole(layers, first, 0, null))).toEqual(['communities']);
  });

  it('reads a column of ours from another one, or from none', () => {
    const other = withColumn(first, 1, 'households', '编码');
    expect(other[1]?.columns).toEqual({ households: '编码' });
    expect(withColumn(other, 1, 'households', null)[1]?.columns).toEqual({});
  });

  it('tells which columns a layer cannot do without', () => {
    const one = withColumn(first, 0, 'code', null)[0];
    expect(one && columnsMissing(one)).toEqual(['code']);
    expect(first[0] && columnsMissing(first[0])).toEqual([]);
  });

  it('takes one CRS for all layers that have none of their own, if so wished', () => {
    const alone = withCrs(layers, first, 2, 'EPSG:4548');
    expect(alone.map((one) => one.crs)).toEqual([null, 'EPSG:4549', 'EPSG:4548']);
    const all = withCrs(layers, first, 2, 'EPSG:4548', true);
    expect(all.map((one) => one.crs)).toEqual([null, 'EPSG:4548', 'EPSG:4548']);
  });

  it('is told to the service without the layers that are left out', () => {
    expect(mapped(layers, first, true)).toEqual({
      layers: {
        communities: { file: 'town.zip', layer: '村界', columns: { code: '编码' }, crs: null },
        buildings: {
          file: 'town.zip',
          layer: '现状楼栋',
          columns: { households: '户数' },
          crs: 'EPSG:4549',
        },
      },
      drop_personal: true,
    });
  });

  it('finds the layer that a problem is about', () => {
    expect(layerOf(first, 'buildings')).toBe(1);
    expect(layerOf(first, 'sites')).toBe(-1);
  });

  it('offers what fits the geometry first, and everything else after it', () => {
    const offered = choices(layers[0] as Layer);
    expect(offered.fitting).toEqual(['communities', 'buildings']);
    expect(offered.others).toContain('barriers');
    expect(offered.fitting.length + offered.others.length).toBe(8);
  });
});
