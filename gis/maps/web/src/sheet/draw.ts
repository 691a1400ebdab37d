/** The map of a sheet as a drawing: millimetres of paper, lines and letters that print sharply. */
import type { Feature, Geometry, Position } from 'geojson';
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { barriersOf, inkOf } from '../map/palette.ts';
import { shortCode } from '../plan/standing.ts';
import type { Grid, Microgrid } from '../plan/types.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Area, Drawn, Sheet, Whole } from './data.ts';
import { barOf, type Frame, type Spot } from './frame.ts';
import { along, type Named } from './names.ts';
import { fitting, inside, type Label, type Shape, widthOf } from './spots.ts';

const say = dictionary({
  map: (name: string) => [`${name}位置图`, `Map of ${name}`],
  metres: (count: string) => [`${count} 米`, `${count} m`],
  kilometres: (count: string) => [`${count} 千米`, `${count} km`],
  north: ['北', 'N'],
  homes: ['户', 'hh.'],
  residents: ['人', 'res.'],
  floors: (from: number, to: number) => [`${span(from, to)}层`, `fl. ${span(from, to)}`],
});
/** Floors from one to another, a single one as such. */
function span(from: number, to: number): string {
  return from === to ? String(from) : `${from}–${to}`;
}

const ROADS = ['residential', 'tertiary', 'secondary', 'primary', 'trunk', 'motorway'];
/** Millimetres of paper that a pixel of the screen's map stands for. */
const PIXEL = 0.2;
const ink = inkOf('light');
const barriers = barriersOf('light');

interface Text extends Label {
  readonly lines: readonly string[];
  readonly size: number;
  readonly kind: string;
}

/** The whole map with labels, scale and north. */
export function drawing(sheet: Sheet, whole: Whole, id: string): TemplateResult {
  const { frame, grid } = sheet;
  const { width, height } = frame;
  const own = sheet.grids.find((one) => one.of.id === grid.id);
  const texts = labels(sheet, whole);
  const names = along(named(sheet), frame, [...texts, ...corners(frame)]);
  return html`<svg
    class="map"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label=${say.map(grid.name)}
  >
    <clipPath id="${id}-frame"><rect width=${width} height=${height}></rect></clipPath>
    <g clip-path="url(#${id}-frame)">
      <rect width=${width} height=${height} fill=${ink.ground}></rect>
      ${sheet.grids.map((one) => area(one, frame, one.of.id === grid.id))}
      ${behind(sheet)}
      ${sheet.microgrids.map((one) => outline(one.shape, frame, 'microgrid'))}
      ${sheet.grids.map((one) => outline(one.shape, frame, 'neighbour'))}
      ${own ? svg`${outline(own.shape, frame, 'casing')}${outline(own.shape, frame, 'own')}` : nothing}
      ${names.map((one, at) => alongName(one, `${id}-n${at}`))}
      ${texts.map(text)}
    </g>
    ${scaleBar(frame)} ${north(frame)}
    <rect class="edge" width=${width} height=${height}></rect>
  </svg>`;
}

function area(one: Drawn<Grid>, frame: Frame, own: boolean): SVGTemplateResult {
  return svg`<path class=${own ? 'ground own' : 'ground'} d=${path(one.shape, frame)}></path>`;
}

function outline(shape: Area, frame: Frame, kind: string): SVGTemplateResult {
  return svg`<path class="line ${kind}" d=${path(shape, frame)}></path>`;
}

function behind({ backdrop, frame }: Sheet): SVGTemplateResult[] {
  const of = (layer: string) => backdrop.get(layer) ?? [];
  const lines = (layer: string, names: readonly string[]) =>
    names.flatMap((name) => {
      const found = of(layer).filter((one) => one.properties?.class === name);
      return found.length > 0 ? [barrier(found, name, frame)] : [];
    });
  const roads = ROADS.flatMap((name) => lines('roads', [name]));
  return [
    ...lines('water', ['river']),
    ...roads.flatMap((one) => one.casing),
    ...roads.flatMap((one) => one.core),
    ...lines('rails', ['rail']),
    ...lines('walls', ['wall']),
    svg`<path class="building" d=${of('buildings')
      .map((one) => path(one.geometry, frame))
      .join('')}></path>`,
  ].flatMap((one) => ('core' in one ? [...one.casing, ...one.core] : [one]));
}

/** Lines of one class: a wider line below a narrower one, as on the screen. */
function barrier(
  features: readonly Feature[],
  name: string,
  frame: Frame,
): { casing: SVGTemplateResult[]; core: SVGTemplateResult[] } {
  const look = barriers[name];
  const d = features.map((one) => path(one.geometry, frame)).join('');
  const metres = ((look?.metres ?? 2) * 1000) / frame.scale;
  const [least, most] = [(look?.least ?? 1) * PIXEL, (look?.most ?? 8) * PIXEL * 2];
  const width = Math.min(most, Math.max(least, metres));
  const line = (colour: string, wide: number, dash = '') =>
    svg`<path class="line" d=${d} stroke=${colour} stroke-width=${wide} stroke-dasharray=${dash || nothing}></path>`;
  const dash = (look?.dash ?? []).map((one) => (one * PIXEL * 2).toFixed(2)).join(' ');
  return {
    casing: look?.casing ? [line(look.casing, width + 0.25)] : [],
    core: [line(look?.color ?? ink.muted, width, dash)],
  };
}

/** Path of any geometry but points. */
export function path(geometry: Geometry, frame: Frame): string {
  return parts(geometry)
    .map((part) => {
      const [first, ...rest] = part.map((one) =>
        frame
          .place(one)
          .map((mm) => mm.toFixed(2))
          .join(' '),
      );
      return first === undefined ? '' : `M${first}${rest.map((one) => `L${one}`).join('')}`;
    })
    .join('');
}

function parts(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return geometry.coordinates;
    case 'MultiPolygon':
      return geometry.coordinates.flat();
    default:
      return [];
  }
}

function shapeOf(area: Area, frame: Frame): Shape {
  return parts(area).map((ring) => ring.map((one) => frame.place(one)));
}

/** Counts of micro-grids, then codes of the grids around; what finds no room is left out. */
function labels(sheet: Sheet, whole: Whole): Text[] {
  const { frame, grid } = sheet;
  const around = sheet.grids.flatMap((one) => {
    const at =
      one.of.id === grid.id
        ? null
        : inside(shapeOf(one.shape, frame), frame.width, frame.height, 3);
    const foreign = one.of.community !== grid.community;
    const community = foreign ? [whole.communities.get(one.of.community) ?? ''] : [];
    return at
      ? [block(at, 3.6, [...community, shortCode(one.of.code, one.of.community)], 'grid-code')]
      : [];
  });
  const shown = [...counts(sheet, whole), ...around].filter((one) => fits(one, frame));
  return fitting(shown, corners(frame));
}

/** Where north and the scale stand. */
function corners(frame: Frame): Label[] {
  return [
    { at: [frame.width - 9, 9], width: 16, height: 18 },
    { at: [34, frame.height - 6], width: 68, height: 14 },
  ];
}

/** Whether the frame shows a label as a whole. */
function fits({ at: [x, y], width, height }: Label, frame: Frame): boolean {
  const [half, tall] = [width / 2, height / 2];
  return x > half && y > tall && x + half < frame.width && y + tall < frame.height;
}

/** Floors of a tower share their ground: their counts stand below each other. */
function counts({ microgrids, frame }: Sheet, whole: Whole): Text[] {
  const places = new Map<string, { at: Spot; lines: string[] }>();
  for (const one of microgrids) {
    const at = inside(shapeOf(one.shape, frame), frame.width, frame.height, 0.8);
    if (at) {
      const key = at.map((mm) => Math.round(mm / 3)).join();
      const place = places.get(key) ?? { at, lines: [] };
      place.lines.push(count(one.of, whole));
      places.set(key, place);
    }
  }
  return [...places.values()].map(({ at, lines }) => block(at, 2.5, lines, 'count'));
}

function count(one: Microgrid, whole: Whole): string {
  const floors =
    one.floor_from === null || one.floor_to === null
      ? ''
      : ` ${say.floors(one.floor_from, one.floor_to)}`;
  const unit = whole.rules.by === 'households' ? say.homes() : say.residents();
  return `${one.code.slice(-2)}: ${figure(one[whole.rules.by])}${unit}${floors}`;
}

function block(at: Spot, size: number, lines: readonly string[], kind: string): Text {
  const width = Math.max(...lines.map((one) => widthOf(one, size))) + 1;
  return { at, lines, size, kind, width, height: lines.length * size * 1.2 + 0.8 };
}

function text({ at, lines, size, kind }: Text): SVGTemplateResult {
  const top = at[1] - ((lines.length - 1) * size * 1.2) / 2 + size * 0.36;
  return svg`<g class="label ${kind}" font-size=${size}>
    ${lines.map((one, row) => svg`<text x=${at[0].toFixed(2)} y=${(top + row * size * 1.2).toFixed(2)}>${one}</text>`)}
  </g>`;
}

function named({ backdrop }: Sheet): Feature[] {
  return ['roads', 'water', 'rails'].flatMap((layer) =>
    (backdrop.get(layer) ?? []).filter((one) => one.properties?.name),
  );
}

function alongName(one: Named, id: string): SVGTemplateResult {
  return svg`<path id=${id} class="guide" d=${one.path}></path>
    <text class="name ${one.water ? 'water' : ''}" font-size="2.5" dy="0.9">
      <textPath href="#${id}" startOffset="50%">${one.name}</textPath>
    </text>`;
}

function scaleBar(frame: Frame): SVGTemplateResult {
  const { metres, millimetres } = barOf(frame.scale, 45);
  const said = metres >= 1000 ? say.kilometres(figure(metres / 1000)) : say.metres(figure(metres));
  const [x, y] = [4, frame.height - 5];
  return svg`<g class="scale" font-size="2.6">
    <rect x="1.5" y=${frame.height - 12} width=${Math.max(millimetres + 20, 34)} height="10.5" rx="1"></rect>
    <path d="M${x} ${y - 1.6}v1.6h${millimetres}v-1.6"></path>
    <path d="M${x + millimetres / 2} ${y}v-1.2"></path>
    <text x=${x} y=${y - 3}>1:${figure(frame.scale)}</text>
    <text x=${x + millimetres + 1.5} y=${y + 0.2}>${said}</text>
  </g>`;
}

function north(frame: Frame): SVGTemplateResult {
  return svg`<g class="north" transform="translate(${frame.width - 9} 4)" font-size="3">
    <path class="half" d="M0 4L-2.6 12L0 10.4Z"></path>
    <path class="other" d="M0 4L2.6 12L0 10.4Z"></path>
    <text x="0" y="2.6">${say.north()}</text>
  </g>`;
}
