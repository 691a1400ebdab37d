/** Marks of how hot spots came about: new, intensifying, diminishing ... */
import type { FeatureCollection, Point } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { HotSpots } from './contract.ts';
import { SLOTS } from './map-style.ts';

const ID = 'spots';

export class SpotLayer {
  #shown: HotSpots['spots'] = [];

  constructor(private readonly map: MapLibre) {}

  show(spots: HotSpots['spots']): void {
    if (spots === this.#shown || (spots.length === 0 && this.#shown.length === 0)) {
      return;
    }
    this.#shown = spots;
    const data = marks(spots);
    const source = this.map.getSource<GeoJSONSource>(ID);
    if (source) {
      source.setData(data);
      return;
    }
    this.map.addSource(ID, { type: 'geojson', data });
    this.map.addLayer(
      {
        id: ID,
        type: 'symbol',
        source: ID,
        minzoom: 11,
        layout: {
          'icon-image': ['concat', 'trend-', ['get', 'trend']],
          'icon-allow-overlap': true,
        },
      },
      SLOTS.top,
    );
  }
}

/** A point for each spot that came about in some way. */
export function marks(spots: HotSpots['spots']): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: spots
      .filter((one) => one.trend !== null && one.level !== 'none')
      .map((one) => ({
        type: 'Feature',
        properties: { trend: one.trend },
        geometry: { type: 'Point', coordinates: [one.lon, one.lat] },
      })),
  };
}
