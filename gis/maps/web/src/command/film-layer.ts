/** Playback on the map: the hexagons of a film, coloured frame by frame. */
import type { Feature, FeatureCollection, Polygon } from 'geojson';
import { cellToBoundary } from 'h3-js';
import type { Map as MapLibre } from 'maplibre-gl';
import type { Theme } from '../ui/theme.ts';
import type { Counts, Film } from './frames.ts';
import { stepped } from './hex-layer.ts';
import { SLOTS } from './map-style.ts';

const ID = 'film';

export class FilmLayer {
  #film: Film | null = null;
  #painted = '';

  constructor(private readonly map: MapLibre) {}

  /** Show a frame; of the film before, only what changed is drawn anew. */
  show(film: Film, changed: Counts, breaks: readonly number[], theme: Theme): void {
    if (film !== this.#film || !this.map.getSource(ID)) {
      this.#begin(film);
    }
    const painted = `${breaks} ${theme}`;
    if (painted !== this.#painted) {
      this.#painted = painted;
      const count = ['coalesce', ['feature-state', 'count'], 0] as never;
      this.map.setPaintProperty(ID, 'fill-color', stepped(count, breaks, theme));
    }
    for (const [hex, count] of changed) {
      this.map.setFeatureState({ source: ID, id: hex }, { count });
    }
  }

  take(): void {
    this.#film = null;
    if (this.map.getSource(ID)) {
      this.map.removeLayer(ID);
      this.map.removeSource(ID);
    }
  }

  #begin(film: Film): void {
    this.take();
    this.#film = film;
    this.#painted = '';
    this.map.addSource(ID, { type: 'geojson', data: polygons(film.frames.hexes) });
    this.map.addLayer(
      {
        id: ID,
        type: 'fill',
        source: ID,
        paint: {
          'fill-opacity': ['case', ['>', ['coalesce', ['feature-state', 'count'], 0], 0], 0.82, 0],
          'fill-outline-color': 'rgba(0,0,0,0.25)',
        },
      },
      SLOTS.marks,
    );
  }
}

/** Outlines of hexagons; the id of each is its place in the list. */
export function polygons(hexes: readonly string[]): FeatureCollection<Polygon> {
  const features = hexes.map((hex, id): Feature<Polygon> => {
    const ring = cellToBoundary(hex, true);
    return {
      type: 'Feature',
      id,
      properties: {},
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
  });
  return { type: 'FeatureCollection', features };
}
