/** The frame of a sheet's map: a true scale, and places in millimetres of paper. */
import type { Box } from '../map/contract.ts';

export type Spot = readonly [x: number, y: number];

/** Scales that people know how to read. */
const SCALES = [
  500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 7500, 10_000, 12_500, 15_000,
  20_000, 25_000, 30_000, 40_000, 50_000, 75_000, 100_000,
];
/** Share of the frame that is left free around the grid, for its neighbours. */
const ROOM = 0.16;
const RADIANS = Math.PI / 180;

export interface Frame {
  /** Size of the map on paper in millimetres. */
  readonly width: number;
  readonly height: number;
  /** Metres on the ground in a metre of paper. */
  readonly scale: number;
  /** What the frame shows, in degrees. */
  readonly box: Box;
  /** Millimetres from the upper left corner. */
  place(position: readonly number[]): Spot;
}

/** The largest scale people know at which a box fits into a frame with room around it. */
export function frameOf(box: Box, width: number, height: number): Frame {
  const [west, south, east, north] = box;
  const middle = [(west + east) / 2, (south + north) / 2] as const;
  const [perLon, perLat] = metresPerDegree(middle[1]);
  const wide = ((east - west) * perLon) / (width * (1 - 2 * ROOM));
  const tall = ((north - south) * perLat) / (height * (1 - 2 * ROOM));
  // Metres in a millimetre of paper times a thousand.
  const needed = Math.max(wide, tall) * 1000;
  const scale = SCALES.find((one) => one >= needed) ?? Math.ceil(needed / 50_000) * 50_000;
  const [lon, lat] = [scale / 1000 / perLon, scale / 1000 / perLat];
  return {
    width,
    height,
    scale,
    box: [
      middle[0] - (width / 2) * lon,
      middle[1] - (height / 2) * lat,
      middle[0] + (width / 2) * lon,
      middle[1] + (height / 2) * lat,
    ],
    place: ([x = 0, y = 0]) => [
      width / 2 + (x - middle[0]) / lon,
      height / 2 - (y - middle[1]) / lat,
    ],
  };
}

/** Metres in a degree of longitude and latitude at a latitude of WGS 84. */
export function metresPerDegree(latitude: number): [lon: number, lat: number] {
  const at = latitude * RADIANS;
  return [
    111_412.84 * Math.cos(at) - 93.5 * Math.cos(3 * at) + 0.118 * Math.cos(5 * at),
    111_132.92 - 559.82 * Math.cos(2 * at) + 1.175 * Math.cos(4 * at),
  ];
}

/** A length on the ground for the scale bar: round, and at most so many millimetres long. */
export function barOf(scale: number, most: number): { metres: number; millimetres: number } {
  const longest = (most * scale) / 1000;
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = power * ([5, 2, 1].find((one) => one * power <= longest) ?? 1);
  return { metres, millimetres: (metres * 1000) / scale };
}
