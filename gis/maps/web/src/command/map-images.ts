/** Patterns and signs of the command centre's map, drawn when they are needed. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Ink } from '../map/palette.ts';
import type { Trend } from './contract.ts';

/** Pixels of an image for one of the map. */
const RATIO = 2;
const PATTERN = 8;
const CAMERA = 20;
const TREND = 18;

type Pen = OffscreenCanvasRenderingContext2D;

/** Signs of how a spot came about; the legend shows them too. Paths in a square of 24. */
export const TRENDS: Readonly<Record<Trend, string>> = {
  new: 'M12 4v16M4 12h16',
  consecutive: 'M4 8h16M4 16h16',
  intensifying: 'M4 17 12 7l8 10',
  persistent: 'M4 12h16',
  diminishing: 'M4 7l8 10 8-10',
  sporadic: 'M5 12h1M11.5 12h1M18 12h1',
  historical: 'M6 6l12 12M18 6 6 18',
};

/** Put all images into a map, or new ones in their place. */
export function paintImages(map: MapLibre, ink: Ink): void {
  for (const [name, image] of images(ink)) {
    if (map.hasImage(name)) {
      map.updateImage(name, image);
    } else {
      map.addImage(name, image, { pixelRatio: RATIO });
    }
  }
}

function* images(ink: Ink): Generator<[string, ImageData]> {
  yield ['few', drawn(PATTERN, (pen) => hatch(pen, ink.muted))];
  yield ['camera-online', drawn(CAMERA, (pen) => camera(pen, ink.accent, ink.halo, false))];
  yield ['camera-offline', drawn(CAMERA, (pen) => camera(pen, ink.muted, ink.halo, true))];
  for (const [name, path] of Object.entries(TRENDS)) {
    yield [`trend-${name}`, drawn(TREND, (pen) => sign(pen, path, ink.ink, ink.halo))];
  }
}

function drawn(size: number, draw: (pen: Pen) => void): ImageData {
  const canvas = new OffscreenCanvas(size * RATIO, size * RATIO);
  const pen = canvas.getContext('2d');
  if (!pen) {
    throw new Error('this browser cannot draw in memory');
  }
  pen.scale(RATIO, RATIO);
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function hatch(pen: Pen, colour: string): void {
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.42;
  pen.lineWidth = 0.9;
  pen.beginPath();
  for (const shift of [-PATTERN, 0, PATTERN]) {
    pen.moveTo(shift - 1, PATTERN + 1);
    pen.lineTo(shift + PATTERN + 1, -1);
  }
  pen.stroke();
}

/** A camera in a disc, struck through where it does not answer. */
function camera(pen: Pen, colour: string, rim: string, away: boolean): void {
  const middle = CAMERA / 2;
  pen.beginPath();
  pen.arc(middle, middle, middle - 1.5, 0, 2 * Math.PI);
  pen.fillStyle = away ? rim : colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = away ? colour : rim;
  pen.stroke();
  pen.fillStyle = away ? colour : rim;
  pen.fillRect(middle - 5, middle - 3, 6.5, 6);
  pen.beginPath();
  pen.moveTo(middle + 2, middle);
  pen.lineTo(middle + 5.5, middle - 2.8);
  pen.lineTo(middle + 5.5, middle + 2.8);
  pen.fill();
  if (away) {
    pen.beginPath();
    pen.moveTo(middle - 5.5, middle + 5.5);
    pen.lineTo(middle + 5.5, middle - 5.5);
    pen.lineWidth = 1.8;
    pen.stroke();
  }
}

function sign(pen: Pen, path: string, colour: string, rim: string): void {
  const scale = TREND / 24;
  pen.scale(scale, scale);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  const line = new Path2D(path);
  pen.strokeStyle = rim;
  pen.lineWidth = 7;
  pen.stroke(line);
  pen.strokeStyle = colour;
  pen.lineWidth = 3.2;
  pen.stroke(line);
}
