/** What an import would say, in groups of the same kind. */
import type { Schemas } from '../api/client.ts';

export type Found = Schemas['ProblemSeen'];

export interface Group {
  readonly key: string;
  readonly severity: Found['severity'];
  /** Our layers concerned: several where a file is read for several. */
  readonly layers: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly found: readonly Found[];
  /** Features concerned. */
  readonly count: number;
}

/** What to do here, where the service tells of files or options of its commands. */
const HERE: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  'layer-missing': {
    zh: '没有指定图层，请在“作为”一列选择',
    en: 'no layer was chosen for it; choose one under "Read as"',
  },
  'crs-missing': {
    zh: '缺少坐标系，请选择数据所用的坐标系',
    en: 'the CRS is missing; choose the one the data are in',
  },
  personal: {
    zh: '该列疑似个人信息，请勾选“导入时略去这些列”',
    en: 'the column looks like data on persons; tick that such columns are left out',
  },
};

/** Groups by severity, layer and sentence: errors first, then the larger ones. */
export function grouped(found: readonly Found[]): Group[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    // What is said of a whole file is said once, though it concerns several layers.
    const layer = one.feature || one.severity === 'error' ? one.layer : '';
    const key = [one.severity, layer, one.field, one.en].join('|');
    const group = groups.get(key);
    if (group) {
      group.push(one);
    } else {
      groups.set(key, [one]);
    }
  }
  const made = [...groups].flatMap(([key, all]): Group[] => {
    const [first] = all;
    const count = all.reduce((sum, one) => sum + one.count, 0);
    return first
      ? [
          {
            key,
            severity: first.severity,
            layers: [...new Set(all.map((one) => one.layer))],
            ...(HERE[first.code] ?? { zh: first.zh, en: first.en }),
            found: all,
            count,
          },
        ]
      : [];
  });
  const rank = (group: Group) => (group.severity === 'error' ? 0 : 1);
  return made.sort((a, b) => rank(a) - rank(b) || b.count - a.count);
}

/** Places of problems on the map; `id` is their number in the list that was given. */
export function places(found: readonly Found[]): GeoJSON.FeatureCollection<GeoJSON.Point> {
  return {
    type: 'FeatureCollection',
    features: found.flatMap((one, id) =>
      one.lon === null || one.lat === null
        ? []
        : [
            {
              type: 'Feature' as const,
              id,
              properties: { severity: one.severity, id },
              geometry: { type: 'Point' as const, coordinates: [one.lon, one.lat] },
            },
          ],
    ),
  };
}
