/** Labels of grids and communities. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { byZoom } from './expressions.ts';
import { NAMES } from './fonts.ts';
import { DEDICATED } from './layers.ts';
import type { Ink } from './palette.ts';
import type { Look } from './style.ts';

/** Short code of a grid: what follows the code of its community. */
export const SHORT: ExpressionSpecification = [
  'slice',
  ['get', 'code'],
  ['length', ['get', 'community']],
];

export function labels(look: Look, ink: Ink): LayerSpecification[] {
  const visibility = look.layers.labels ? 'visible' : 'none';
  const told: ExpressionSpecification = [
    'to-string',
    ['coalesce', ['get', look.by], ['get', `${look.by}_text`], ''],
  ];
  const count: ExpressionSpecification = ['to-number', ['get', look.by], look.band.lower];
  // Signs for those who cannot tell the colours apart.
  const sign: ExpressionSpecification = [
    'case',
    ['has', 'reason'],
    '',
    ['<', count, look.band.lower],
    ' ▼',
    ['>', count, look.band.upper],
    ' ▲',
    '',
  ];
  const name: ExpressionSpecification =
    look.language === 'zh'
      ? ['coalesce', ['get', 'name'], '']
      : ['coalesce', ['get', 'name_en'], ['get', 'name'], ''];
  return [
    {
      id: 'grid-labels',
      type: 'symbol',
      source: 'grids',
      'source-layer': 'grid_points',
      minzoom: 12.5,
      layout: {
        visibility,
        'icon-image': ['case', DEDICATED, ['concat', 'site-', ['get', 'category']], ''],
        'icon-anchor': 'bottom',
        'icon-optional': true,
        'text-anchor': 'top',
        'text-font': [NAMES],
        'text-field': [
          'step',
          ['zoom'],
          ['format', SHORT, {}],
          14,
          [
            'case',
            DEDICATED,
            ['format', SHORT, {}, '\n', {}, name, { 'font-scale': 0.85 }],
            ['format', SHORT, {}, ' · ', {}, told, {}, sign, {}],
          ],
        ],
        'text-size': byZoom([12.5, 10.5], [15, 13], [18, 16]),
        'text-max-width': 8,
        'text-padding': 3,
      },
      paint: { 'text-color': ink.ink, 'text-halo-color': ink.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'community-labels',
      type: 'symbol',
      source: 'communities',
      'source-layer': 'community_points',
      minzoom: 9,
      maxzoom: 15.5,
      layout: {
        visibility,
        'text-font': [NAMES],
        'text-field': ['get', 'name'],
        'text-size': byZoom([9, 11], [13, 15], [15, 18]),
        'text-letter-spacing': 0.06,
        'text-max-width': 8,
        'text-padding': 6,
      },
      paint: { 'text-color': ink.community, 'text-halo-color': ink.halo, 'text-halo-width': 2 },
    },
  ];
}
