/** Names along roads and rivers: once each, where the longest stretch has room for it. */
import type { Feature, Position } from 'geojson';
import type { Frame, Spot } from './frame.ts';
import { type Label, widthOf } from './spots.ts';

export interface Named {
  readonly name: string;
  readonly water: boolean;
  /** Path to write along, from left to right. */
  readonly path: string;
}

const SIZE = 2.5;
/** A stretch that turns more than this (radians) in all is no place for letters. */
const BENT = 0.9;

interface Stretch {
  readonly spots: readonly Spot[];
  readonly length: number;
}

/** Names of lines in the frame that do not run through labels. */
export function along(
  features: readonly Feature[],
  frame: Frame,
  taken: readonly Label[],
): Named[] {
  const best = new Map<string, { stretch: Stretch; water: boolean }>();
  for (const feature of features) {
    const name = String(feature.properties?.name);
    const least = widthOf(name, SIZE) + 4;
    for (const line of linesOf(feature)) {
      for (const stretch of straight(
        line.map((one) => frame.place(one)),
        frame,
      )) {
        const known = best.get(name);
        const free = !taken.some((one) => crosses(stretch, one));
        if (free && stretch.length > Math.max(least, known?.stretch.length ?? 0)) {
          best.set(name, { stretch, water: feature.properties?.class === 'river' });
        }
      }
    }
  }
  return [...best].map(([name, { stretch, water }]) => ({ name, water, path: written(stretch) }));
}

function linesOf({ geometry }: Feature): Position[][] {
  if (geometry.type === 'LineString') {
    return [geometry.coordinates];
  }
  return geometry.type === 'MultiLineString' ? geometry.coordinates : [];
}

/** Parts of a line that lie in the frame and bend little. */
function straight(line: readonly Spot[], frame: Pick<Frame, 'width' | 'height'>): Stretch[] {
  const found: Stretch[] = [];
  let spots: Spot[] = [];
  let turned = 0;
  const end = () => {
    if (spots.length > 1) {
      found.push({ spots, length: lengthOf(spots) });
    }
    turned = 0;
  };
  for (const spot of line) {
    const within =
      spot[0] > 3 && spot[1] > 3 && spot[0] < frame.width - 3 && spot[1] < frame.height - 3;
    const bend = turn(spots.at(-2), spots.at(-1), spot);
    turned += bend;
    if (!within || turned > BENT) {
      const last = spots.at(-1);
      end();
      spots = within && last ? [last] : [];
    }
    if (within) {
      spots.push(spot);
    }
  }
  end();
  return found;
}

function turn(a: Spot | undefined, b: Spot | undefined, c: Spot): number {
  if (!a || !b) {
    return 0;
  }
  const one = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const other = Math.atan2(c[1] - b[1], c[0] - b[0]);
  const angle = Math.abs(one - other);
  return Math.min(angle, 2 * Math.PI - angle);
}

function lengthOf(spots: readonly Spot[]): number {
  return spots
    .slice(1)
    .reduce(
      (sum, [x, y], at) => sum + Math.hypot(x - (spots[at]?.[0] ?? x), y - (spots[at]?.[1] ?? y)),
      0,
    );
}

function crosses({ spots }: Stretch, label: Label): boolean {
  return spots.some(
    ([x, y]) =>
      Math.abs(x - label.at[0]) < label.width / 2 + 1 &&
      Math.abs(y - label.at[1]) < label.height / 2 + 1,
  );
}

function written({ spots }: Stretch): string {
  const [first, last] = [spots[0], spots.at(-1)];
  const order = first && last && first[0] > last[0] ? [...spots].reverse() : spots;
  return order
    .map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`)
    .join('');
}
