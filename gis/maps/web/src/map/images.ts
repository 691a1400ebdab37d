/** Patterns and icons of the map, drawn when they are needed: no sprite to fetch. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Theme } from '../ui/theme.ts';
import type { Mark } from './contract.ts';
import { categoriesOf, channels, GLYPHS, type Ink } from './palette.ts';

/** Pixels of an image for one of the map. */
const RATIO = 2;
const PATTERN = 12;
const ICON = 22;
const GLYPH = 20;

type Draw = (pen: OffscreenCanvasRenderingContext2D) => void;

/** Put all images into a map, or new ones in their place. */
export function paintImages(map: MapLibre, theme: Theme, ink: Ink): void {
  for (const [name, image] of images(theme, ink)) {
    if (map.hasImage(name)) {
      map.updateImage(name, image);
    } else {
      map.addImage(name, image, { pixelRatio: RATIO });
    }
  }
}

function* images(theme: Theme, ink: Ink): Generator<[string, ImageData]> {
  for (const [mark, draw] of Object.entries(patterns(ink))) {
    yield [`mark-${mark}`, drawn(PATTERN, draw)];
  }
  yield ['hatch', drawn(PATTERN, lines(ink.site, 1, 1))];
  for (const [name, look] of Object.entries(categoriesOf(theme))) {
    yield [`hatch-${name}`, drawn(PATTERN, lines(look.line, 1, 0.5))];
    yield [`site-${name}`, drawn(ICON, badge(look.icon, look.line, ink.halo))];
  }
  for (const [severity, glyph] of Object.entries(GLYPHS)) {
    const colour = ink.severities[severity] ?? ink.ink;
    yield [`severity-${severity}`, drawn(GLYPH, sign(glyph, colour, ink.halo))];
  }
}

function patterns(ink: Ink): Readonly<Record<Mark, Draw>> {
  const { marks } = ink;
  return {
    selected: tint(marks.selected, 0.16),
    moving: both(tint(marks.moving, 0.22), lines(marks.moving, 2.2, 0.85)),
    frozen: cross(marks.frozen, 1, 0.75),
    refused: both(tint(marks.refused, 0.24), dots(marks.refused)),
    ghost: lines(marks.ghost, 1.4, 0.8, -1),
  };
}

function drawn(size: number, draw: Draw): ImageData {
  const canvas = new OffscreenCanvas(size * RATIO, size * RATIO);
  const pen = canvas.getContext('2d');
  if (!pen) {
    throw new Error('this browser cannot draw in memory');
  }
  pen.scale(RATIO, RATIO);
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

const both =
  (one: Draw, other: Draw): Draw =>
  (pen) => {
    one(pen);
    other(pen);
  };

const tint =
  (colour: string, opacity: number): Draw =>
  (pen) => {
    pen.fillStyle = `rgb(${channels(colour).join(' ')} / ${opacity})`;
    pen.fillRect(0, 0, PATTERN, PATTERN);
  };

/** Diagonals that go on from one tile of the pattern to the next. */
function lines(colour: string, width: number, opacity: number, slope = 1): Draw {
  return (pen) => {
    pen.strokeStyle = `rgb(${channels(colour).join(' ')} / ${opacity})`;
    pen.lineWidth = width;
    pen.beginPath();
    for (const shift of [-PATTERN, -PATTERN / 2, 0, PATTERN / 2, PATTERN]) {
      pen.moveTo(shift - 1, slope > 0 ? PATTERN + 1 : -1);
      pen.lineTo(shift + PATTERN + 1, slope > 0 ? -1 : PATTERN + 1);
    }
    pen.stroke();
  };
}

const cross = (colour: string, width: number, opacity: number): Draw =>
  both(lines(colour, width, opacity), lines(colour, width, opacity, -1));

const dots =
  (colour: string): Draw =>
  (pen) => {
    pen.fillStyle = colour;
    for (const [x, y] of [
      [3, 3],
      [9, 9],
    ] as const) {
      pen.beginPath();
      pen.arc(x, y, 1.7, 0, 2 * Math.PI);
      pen.fill();
    }
  };

/** An icon in a disc. */
function badge(icon: string, colour: string, rim: string): Draw {
  return (pen) => {
    disc(pen, ICON, colour, rim);
    const scale = (ICON * 0.54) / 24;
    pen.translate(ICON / 2, ICON / 2);
    pen.scale(scale, scale);
    pen.translate(-12, -12);
    pen.fillStyle = rim;
    pen.fill(new Path2D(icon), 'evenodd');
  };
}

/** A letter in a disc. */
function sign(glyph: string, colour: string, rim: string): Draw {
  return (pen) => {
    disc(pen, GLYPH, colour, rim);
    pen.fillStyle = rim;
    pen.font = '700 13px sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(glyph, GLYPH / 2, GLYPH / 2 + 0.5);
  };
}

function disc(
  pen: OffscreenCanvasRenderingContext2D,
  size: number,
  colour: string,
  rim: string,
): void {
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 2 - 1.5, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = rim;
  pen.stroke();
}
