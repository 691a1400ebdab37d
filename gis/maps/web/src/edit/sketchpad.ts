/** Loops, lines and rings drawn on the map: Terra Draw for pointers, the pen for keys. */
import type { Feature } from 'geojson';
import {
  TerraDraw,
  TerraDrawFreehandMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Position } from '../graph/protocol.ts';
import type { PlanMap } from '../map/contract.ts';
import { announced, dictionary } from '../ui/words.ts';
import { cross } from './drawing.ts';
import { listen } from './listen.ts';
import { lifted, type Pen, pressed } from './pen.ts';
import type { Press } from './shortcuts.ts';
import type { Tool } from './tools.ts';

export type Shape = 'loop' | 'line' | 'ring';
type Hex = `#${string}`;

const say = dictionary({
  points: (count: number) => [`已画${count}个点`, `${count} ${count === 1 ? 'point' : 'points'}`],
});
const MODES = { loop: 'freehand', line: 'linestring', ring: 'polygon' } as const;
const LEAST = { loop: 3, line: 2, ring: 3 } as const;
/** Layers of Terra Draw on the map begin with this. */
const PREFIX = 'sketch';
const PEN = 'pen';

/** A tool that draws one shape after another.
 *
 * `finished` gets the line, or the ring without its repeated first point. What was drawn stays on
 * the map until the next is begun or `wipe` is called.
 */
export function sketchpad(
  map: PlanMap,
  shape: Shape,
  finished: (line: readonly Position[]) => void,
): Tool & { wipe(): void } {
  const draw = begin();
  let pen: Pen | null = null;
  // Right and middle drags pan here too; presses of the main button are Terra Draw's.
  const panning = listen(map, {});

  function begin(): TerraDraw {
    const made = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: map.map, prefixId: PREFIX }),
      modes: [mode(shape)],
    });
    made.start();
    made.setMode(MODES[shape]);
    made.on('finish', (id) => {
      const drawn = made.getSnapshotFeature(id);
      // Only the last shape stays; guidance points go with the others.
      const others = made.getSnapshot().flatMap((one) => (one.id === id ? [] : [one.id ?? '']));
      made.removeFeatures(others.filter((one) => made.hasFeature(one)));
      const line = drawn && positions(drawn as Feature);
      if (line && line.length >= LEAST[shape]) {
        finished(line);
      }
    });
    return made;
  }

  function wipe(): void {
    draw.clear();
    pen = null;
    cross.set(null);
    map.overlay(PEN, null);
  }

  function cancel(): boolean {
    const busy = draw.getSnapshot().length > 0 || pen !== null;
    // Leaving the mode drops what is half drawn.
    draw.setMode('static');
    wipe();
    draw.setMode(MODES[shape]);
    return busy;
  }

  function key(press: Press): boolean {
    const unproject = (at: { x: number; y: number }): Position => {
      const { lng, lat } = map.map.unproject([at.x, at.y]);
      return [lng, lat];
    };
    const { clientWidth, clientHeight } = map.map.getCanvas();
    const held = pen ?? lifted({ x: clientWidth / 2, y: clientHeight / 2 });
    const stepped = pressed(held, press, unproject, LEAST[shape]);
    if (!stepped) {
      return false;
    }
    if (stepped.pen.points.length !== held.points.length && !stepped.finished) {
      announced.set(say.points(stepped.pen.points.length));
    }
    pen = stepped.pen;
    cross.set(pen.cross);
    const shown = stepped.finished ?? [...pen.points, unproject(pen.cross)];
    map.overlay(PEN, collection(shown));
    if (stepped.finished) {
      finished(stepped.finished);
    }
    return true;
  }

  return {
    cancel,
    key,
    wipe,
    end() {
      panning.end();
      wipe();
      draw.stop();
    },
  };
}

function mode(shape: Shape) {
  const accent = colour('--accent');
  const point = { coordinatePointColor: accent, closingPointColor: accent } as const;
  const polygon = {
    fillColor: accent,
    fillOpacity: 0.12,
    outlineColor: accent,
    outlineWidth: 2,
    closingPointColor: accent,
  } as const;
  // Keys are read by `key` and `cancel` above.
  const keyEvents = null;
  switch (shape) {
    case 'loop':
      return new TerraDrawFreehandMode({
        keyEvents,
        drawInteraction: 'click-drag',
        minDistance: 6,
        styles: polygon,
      });
    case 'line':
      return new TerraDrawLineStringMode({
        keyEvents,
        styles: { lineStringColor: accent, lineStringWidth: 3, ...point },
      });
    case 'ring':
      return new TerraDrawPolygonMode({ keyEvents, styles: polygon });
  }
}

/** A token of the page as #rrggbb, which is all Terra Draw takes. */
function colour(token: string): Hex {
  const told = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  return (/^#[0-9a-f]{6}$/i.test(told) ? told : '#17456e') as Hex;
}

function positions(drawn: Feature): readonly Position[] | null {
  const { geometry } = drawn;
  if (geometry.type === 'LineString') {
    return geometry.coordinates as unknown as Position[];
  }
  return geometry.type === 'Polygon'
    ? ((geometry.coordinates[0] ?? []).slice(0, -1) as unknown as Position[])
    : null;
}

function collection(line: readonly Position[]) {
  const coordinates = line.map(([lon, lat]) => [lon, lat]);
  return {
    type: 'FeatureCollection' as const,
    features: [
      {
        type: 'Feature' as const,
        properties: { tone: 'after' },
        geometry: { type: 'LineString' as const, coordinates },
      },
    ],
  };
}
