/** Coordinate reference systems as people in China call them. */
import { either, type Pair } from '../ui/words.ts';

const CODE = /^\s*(?:EPSG:?\s*)?(\d{4,6})\s*$/i;

const OTHERS: Record<number, Pair> = {
  4490: ['CGCS2000 经纬度', 'CGCS2000 degrees'],
  4326: ['WGS 84 经纬度', 'WGS 84 degrees'],
  3857: ['Web 墨卡托', 'Web Mercator'],
};

/** What somebody typed as `EPSG:n`; null where it is no number of a CRS. */
export function parseCode(text: string): string | null {
  const number = CODE.exec(text)?.[1];
  return number === undefined ? null : `EPSG:${number}`;
}

/** Name of a CRS; the one its authority gave it where it is none of China's. */
export function crsName(code: string | null, official: string | null): string {
  const number = Number(code?.split(':')[1]);
  const own = OTHERS[number] ?? band(number);
  return own ? either(own) : (official ?? code ?? '');
}

/** Code and name. */
export function crsLabel(code: string | null, official: string | null): string {
  const name = crsName(code, official);
  return code && name !== code ? `${name} (${code})` : name;
}

/** Series of codes of CGCS2000 in Gauss-Krueger projection: where each begins, how many there are,
 * how wide its bands are, and the number of the first; 0 where eastings have no number. */
const SERIES = [
  { from: 4491, count: 11, width: 6, zone: 13 },
  { from: 4502, count: 11, width: 6, zone: 0 },
  { from: 4513, count: 21, width: 3, zone: 25 },
  { from: 4534, count: 21, width: 3, zone: 0 },
] as const;

function band(number: number): Pair | null {
  const series = SERIES.find(({ from, count }) => number >= from && number < from + count);
  if (!series) {
    return null;
  }
  const { from, width, zone } = series;
  const [at, meridian] = [zone + number - from, 75 + width * (number - from)];
  return zone > 0
    ? [`CGCS2000 ${width} 度带第 ${at} 带`, `CGCS2000 ${width}-degree band ${at}`]
    : [`CGCS2000 ${width} 度带 ${meridian}°E`, `CGCS2000 ${width}-degree band ${meridian}°E`];
}

/** A place as people write it: 120.2100°E 30.2400°N. */
export function placeName(lon: number, lat: number): string {
  const east = `${Math.abs(lon).toFixed(4)}°${lon < 0 ? 'W' : 'E'}`;
  return `${east} ${Math.abs(lat).toFixed(4)}°${lat < 0 ? 'S' : 'N'}`;
}
