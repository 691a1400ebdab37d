/** Cameras on the map: where they stand, whether they answer, and what they see. */
import type {
  ExpressionSpecification,
  LayerSpecification,
  VectorSourceSpecification,
} from 'maplibre-gl';
import { byZoom } from '../map/expressions.ts';
import type { Ink } from '../map/palette.ts';

interface Look {
  readonly cameras: boolean;
}

const SOURCE = { source: 'cameras' } as const;
const ONLINE: ExpressionSpecification = ['==', ['get', 'status'], 'online'];

export function cameraTiles(): VectorSourceSpecification {
  return {
    type: 'vector',
    tiles: [`${location.origin}/tiles/cameras/{z}/{x}/{y}.mvt`],
    minzoom: 9,
    maxzoom: 16,
  };
}

/** Layers that belong to the cameras; the point is pressed to open one. */
export const CAMERA_LAYER = 'cameras';

export function cameraLayers(look: Look, ink: Ink): LayerSpecification[] {
  const visibility = look.cameras ? 'visible' : 'none';
  return [
    {
      id: 'camera-views',
      type: 'fill',
      ...SOURCE,
      'source-layer': 'views',
      minzoom: 14,
      layout: { visibility },
      paint: {
        'fill-color': ['case', ONLINE, ink.accent, ink.muted],
        'fill-opacity': byZoom([14, 0.14], [16, 0.24]),
      },
    },
    {
      id: 'camera-view-borders',
      type: 'line',
      ...SOURCE,
      'source-layer': 'views',
      minzoom: 14,
      layout: { visibility },
      paint: {
        'line-color': ['case', ONLINE, ink.accent, ink.muted],
        'line-width': 1,
        'line-opacity': 0.6,
      },
    },
    {
      id: 'camera-dots',
      type: 'circle',
      ...SOURCE,
      'source-layer': 'cameras',
      maxzoom: 14,
      layout: { visibility },
      paint: {
        'circle-radius': byZoom([9, 1.5], [13, 3]),
        'circle-color': ['case', ONLINE, ink.accent, ink.muted],
        'circle-stroke-color': ink.halo,
        'circle-stroke-width': 0.8,
      },
    },
    {
      id: CAMERA_LAYER,
      type: 'symbol',
      ...SOURCE,
      'source-layer': 'cameras',
      minzoom: 14,
      layout: {
        visibility,
        'icon-image': ['case', ONLINE, 'camera-online', 'camera-offline'],
        'icon-size': byZoom([14, 0.7], [17, 1]),
        'icon-allow-overlap': true,
      },
    },
  ];
}
