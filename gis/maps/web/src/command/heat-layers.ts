/** What the map shows of the tickets: asked for as it is looked at, drawn as it comes. */
import { signal } from '@lit-labs/signals';
import { theme } from '../ui/theme.ts';
import { Answer } from './answer.ts';
import { Clusters } from './clusters.ts';
import type { CommandTown } from './command-town.ts';
import type { Clusters as ClustersFound, Density } from './contract.ts';
import { DensityLayer } from './density-layer.ts';
import type { FilmLayer } from './film-layer.ts';
import type { GridPaint } from './grid-layers.ts';
import { HexLayer } from './hex-layer.ts';
import { player } from './player.ts';
import { asked, withMore } from './query.ts';
import { ratePaints, ratioPaints, spotPaints } from './rate-paint.ts';
import { reach } from './reach.ts';
import { ReachLayer } from './reach-layer.ts';
import { shownRoute, sight } from './sight.ts';
import { compared, rates, spots } from './sources.ts';
import { SpotLayer } from './spot-layer.ts';

/** Cells of the density across the longer side. */
const CELLS = 256;
/** Share of the view around it that is asked for too, so that small moves need nothing new. */
const AROUND = 0.15;
const NOTHING: ReadonlyMap<string, GridPaint> = new Map();

export class HeatLayers {
  readonly hexes: HexLayer;
  readonly densities = new Answer<Density>('/api/v1/heat/density');
  readonly #clustered = new Answer<ClustersFound>('/api/v1/heat/clusters');
  readonly #density: DensityLayer;
  readonly #clusters: Clusters;
  readonly #spots: SpotLayer;
  readonly #view = signal<{ readonly bbox: string; readonly zoom: number } | null>(null);
  readonly #reach: ReachLayer;
  #film: FilmLayer | null = null;

  /** @param list shows tickets that lie on one point. */
  constructor(
    private readonly town: CommandTown,
    list: (ids: readonly number[]) => void,
  ) {
    const { map } = town;
    this.hexes = new HexLayer(map);
    this.#density = new DensityLayer(map);
    this.#clusters = new Clusters(map, list);
    this.#spots = new SpotLayer(map);
    this.#reach = new ReachLayer(map);
    this.moved();
  }

  /** What is looked at has moved. */
  moved(): void {
    const bounds = this.town.map.getBounds();
    const [wide, high] = [
      (bounds.getEast() - bounds.getWest()) * AROUND,
      (bounds.getNorth() - bounds.getSouth()) * AROUND,
    ];
    const box = [
      bounds.getWest() - wide,
      bounds.getSouth() - high,
      bounds.getEast() + wide,
      bounds.getNorth() + high,
    ];
    const zoom = Math.floor(this.town.map.getZoom());
    this.#view.set({ bbox: box.map((one) => one.toFixed(5)).join(), zoom });
  }

  /** Grids by their rate, by the ratio of two windows, or as hot spots; read again with each change
   * of a signal, as are the next two. */
  paint(): void {
    const [{ layer }, film] = [shownRoute.get(), player.film.get()];
    this.town.paints.show(film ? NOTHING : paintsOf(layer));
    this.#spots.show(layer === 'spots' && !film ? (spots.value?.spots ?? []) : []);
  }

  /** Hexagons, density or clusters. */
  heat(): void {
    const [seen, view, film] = [sight.get(), this.#view.get(), player.film.get()];
    if (!seen || !view) {
      return;
    }
    const { route, span, revision } = seen;
    const all = asked(route, span, 'all');
    player.turn(all);
    const layer = film ? null : route.layer;
    this.hexes.show(layer === 'hexes' ? all : null, theme.get(), revision);
    const { bandwidth } = route;
    const dense = withMore(all, { bbox: view.bbox, bandwidth, size: CELLS });
    this.densities.want(layer === 'density' ? dense : null, revision);
    this.#density.show(layer === 'density' ? this.densities.value : null, theme.get());
    const near = withMore(asked(route, span, 'grid'), { ...view });
    this.#clustered.want(layer === 'points' ? near : null, revision);
    this.#clusters.show(layer === 'points' ? (this.#clustered.value?.clusters ?? []) : []);
  }

  /** The frame of a film. */
  play(): void {
    const [film, at] = [player.film.get(), player.at.get()];
    const [cumulative, now] = [player.cumulative.get(), theme.get()];
    if (!film) {
      this.#film?.take();
    } else if (this.#film) {
      this.#film.show(film, film.show(at, cumulative), player.breaks.get(), now);
    } else {
      void this.#filmed();
    }
  }

  /** Circles, homes outside, posts and sites, while their panel is open. */
  reach(): void {
    this.#reach.show(reach, shownRoute.get().panel === 'reach', theme.get());
  }

  end(): void {
    this.hexes.end();
    this.densities.end();
    this.#clustered.end();
  }

  /** What draws films is fetched with the first. */
  async #filmed(): Promise<void> {
    const { FilmLayer: Drawn } = await import('./film-layer.ts');
    this.#film ??= new Drawn(this.town.map);
    this.play();
  }
}

/** The layers on the page now. */
export const shownHeat = signal<HeatLayers | null>(null);

function paintsOf(layer: string): ReadonlyMap<string, GridPaint> {
  const now = theme.get();
  if (layer === 'rate' && rates.value) {
    return ratePaints(rates.value, now);
  }
  if (layer === 'ratio' && compared.value) {
    return ratioPaints(compared.value, now);
  }
  return layer === 'spots' && spots.value ? spotPaints(spots.value, now) : NOTHING;
}
