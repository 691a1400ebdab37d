/** Hexagons with counts, from tiles; classes follow the largest count in sight. */

import { signal } from '@lit-labs/signals';
import type { ExpressionSpecification, Map as MapLibre, VectorTileSource } from 'maplibre-gl';
import type { Theme } from '../ui/theme.ts';
import { SLOTS } from './map-style.ts';
import { countColours } from './rate-paint.ts';
import { countBreaks, sequential } from './scales.ts';

const ID = 'hexes';
/** Milliseconds between two askings for tiles that may have changed. */
const PATIENCE = 10_000;

export class HexLayer {
  /** Where classes begin now; for the legend. */
  readonly breaks = signal<readonly number[]>([1]);
  #address = '';
  #theme: Theme = 'light';
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly map: MapLibre) {
    map.on('idle', this.#measure);
  }

  /** Show hexagons of a question; null takes them away.
   *
   * @param revision goes up when counts may have changed.
   */
  show(query: URLSearchParams | null, theme: Theme, revision: number): void {
    if (query === null) {
      this.#take();
      return;
    }
    const address = `${location.origin}/tiles/heat/{z}/{x}/{y}.mvt?${query}`;
    if (address !== this.#address || !this.map.getSource(ID)) {
      this.#address = address;
      this.#theme = theme;
      this.#put(`${address}&n=${revision}`);
    } else {
      this.#refresh(revision);
    }
    if (theme !== this.#theme) {
      this.#theme = theme;
      this.#colour();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.map.off('idle', this.#measure);
  }

  #put(tiles: string): void {
    this.#asked = performance.now();
    const source = this.map.getSource<VectorTileSource>(ID);
    if (source) {
      source.setTiles([tiles]);
      return;
    }
    this.map.addSource(ID, { type: 'vector', tiles: [tiles], minzoom: 4, maxzoom: 16 });
    this.map.addLayer(
      {
        id: ID,
        type: 'fill',
        source: ID,
        'source-layer': 'heat',
        paint: { 'fill-opacity': 0.78, 'fill-outline-color': 'rgba(0,0,0,0.25)' },
      },
      SLOTS.marks,
    );
    this.#colour();
  }

  /** Ask for the tiles again, in a while. */
  #refresh(revision: number): void {
    clearTimeout(this.#timer);
    const wait = Math.max(0, this.#asked + PATIENCE - performance.now());
    this.#timer = setTimeout(() => {
      if (this.map.getSource(ID)) {
        this.#put(`${this.#address}&n=${revision}`);
      }
    }, wait);
  }

  #take(): void {
    clearTimeout(this.#timer);
    if (this.map.getSource(ID)) {
      this.map.removeLayer(ID);
      this.map.removeSource(ID);
    }
  }

  readonly #measure = (): void => {
    if (!this.map.getLayer(ID)) {
      return;
    }
    const seen = this.map.queryRenderedFeatures({ layers: [ID] });
    const largest = seen.reduce((most, one) => Math.max(most, Number(one.properties.count)), 1);
    const breaks = countBreaks(largest);
    if (String(breaks) !== String(this.breaks.get())) {
      this.breaks.set(breaks);
      this.#colour();
    }
  };

  #colour(): void {
    if (this.map.getLayer(ID)) {
      const colour = stepped(['get', 'count'], this.breaks.get(), this.#theme);
      this.map.setPaintProperty(ID, 'fill-color', colour);
    }
  }
}

/** Colour of a count by its class. */
export function stepped(
  count: ExpressionSpecification,
  breaks: readonly number[],
  theme: Theme,
): ExpressionSpecification {
  const colours = countColours(breaks, sequential(theme));
  const [first = '', ...others] = colours;
  const stops = others.flatMap((colour, i) => [breaks[i + 1] ?? 0, colour]);
  return (
    stops.length > 0 ? ['step', count, first, ...stops] : ['to-color', first]
  ) as ExpressionSpecification;
}
