/** The map of a plan: tiles, marks, outlines, overlays, and what lies under the pointer. */

import type { FeatureCollection } from 'geojson';
import {
  LngLatBounds,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type PointLike,
  setWorkerUrl,
  type VectorTileSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { View } from '../app/route.ts';
import type { Position } from '../graph/protocol.ts';
import { setFill } from './choices.ts';
import type { Box, Fill, Mark, PlanMap } from './contract.ts';
import { paintImages } from './images.ts';
import { ATOMS_FROM, STATE_LAYERS } from './layers.ts';
import { Overlays } from './overlays.ts';
import { inkOf } from './palette.ts';
import { nearest, pixelsAt } from './picking.ts';
import { restyle } from './restyle.ts';
import { backcloth, backclothTiles, type Look, type PlanTiles, styleOf, tilesOf } from './style.ts';

setWorkerUrl(workerUrl);

const FIT = { padding: 32, maxZoom: 17 };
const DEEPEST = 20;

/** What the map asks of the plan. */
export interface Ground {
  /** The grid an atom is in now, where the tiles may not know it yet. */
  gridOf(atom: number): number | undefined;
  communityOf(grid: number): string | undefined;
}

export class TownMap implements PlanMap {
  readonly map: MapLibre;
  readonly #plan: number;
  readonly #ground: Ground;
  readonly #marked = new Map<Mark, Set<number>>();
  /** States whose layers are shown: from their first use on. */
  readonly #used = new Set<string>();
  readonly #overlays: Overlays;
  #look: Look;
  #selected = new Set<number>();
  #hovered: number | null = null;

  constructor(
    container: HTMLElement,
    plan: { readonly id: number; readonly version: number; readonly box: Box },
    look: Look,
    ground: Ground,
    view: View | null,
  ) {
    this.#plan = plan.id;
    this.#look = look;
    this.#ground = ground;
    this.map = new MapLibre({
      container,
      style: styleOf(plan.id, plan.version, look),
      ...(view
        ? { center: [view[0], view[1]], zoom: view[2] }
        : { bounds: [...plan.box], fitBoundsOptions: FIT }),
      maxZoom: DEEPEST,
      maxBounds: reach(plan.box),
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      boxZoom: false,
      attributionControl: false,
      refreshExpiredTiles: false,
      fadeDuration: 120,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.#overlays = new Overlays(this.map, inkOf(look.theme));
    this.map.once('style.load', () => this.#ready());
  }

  /** What the map looks like now. */
  get look(): Look {
    return this.#look;
  }

  mark(mark: Mark, atoms: Iterable<number>): void {
    const [before, now] = [this.#marked.get(mark) ?? new Set<number>(), new Set(atoms)];
    for (const atom of before) {
      if (!now.has(atom)) {
        this.atomState(atom, { [mark]: false });
      }
    }
    for (const atom of now) {
      if (!before.has(atom)) {
        this.atomState(atom, { [mark]: true });
      }
    }
    this.#marked.set(mark, now);
  }

  outline(grids: Iterable<number>, hovered: number | null): void {
    this.select(grids);
    if (hovered !== this.#hovered) {
      if (this.#hovered !== null) {
        this.gridState(this.#hovered, { hovered: false });
      }
      if (hovered !== null) {
        this.gridState(hovered, { hovered: true });
      }
      this.#hovered = hovered;
    }
  }

  /** Outline these grids as chosen. */
  select(grids: Iterable<number>): void {
    const now = new Set(grids);
    for (const grid of this.#selected) {
      if (!now.has(grid)) {
        this.gridState(grid, { selected: false });
      }
    }
    for (const grid of now) {
      if (!this.#selected.has(grid)) {
        this.gridState(grid, { selected: true });
      }
    }
    this.#selected = now;
  }

  atomAt(point: PointLike): number | null {
    const [atom] = this.#query(point, 'atoms');
    return atom ? Number(atom.properties.foot ?? atom.id) : null;
  }

  gridAt(point: PointLike): number | null {
    const [atom] = this.#query(point, 'atoms');
    if (atom) {
      return this.#gridOf(atom);
    }
    const [grid] = this.#query(point, 'grids');
    return grid ? Number(grid.id) : null;
  }

  borderAt(point: PointLike, pixels: number): { a: number; b: number; at: Position } | null {
    const a = this.gridAt(point);
    if (a === null) {
      return null;
    }
    const [x, y] = Array.isArray(point) ? point : [point.x, point.y];
    const { lng, lat } = this.map.unproject([x, y]);
    const scale = pixelsAt(lat, this.map.getZoom());
    const fine = this.map.getZoom() >= ATOMS_FROM;
    const around: [PointLike, PointLike] = [
      [x - pixels, y - pixels],
      [x + pixels, y + pixels],
    ];
    let best: { b: number; at: Position; away: number } | null = null;
    for (const feature of this.#query(around, fine ? 'atoms' : 'grids')) {
      const b = fine ? this.#gridOf(feature) : Number(feature.id);
      if (b === a || this.#ground.communityOf(b) !== this.#ground.communityOf(a)) {
        continue;
      }
      const found = nearest(feature.geometry, [lng, lat], scale);
      if (found && found.away <= (best?.away ?? pixels)) {
        best = { b, ...found };
      }
    }
    return best && { a, b: best.b, at: best.at };
  }

  overlay(name: string, features: FeatureCollection | null): void {
    this.#whenReady(() => this.#overlays.show(name, features));
  }

  fit(box: Box, options: { animate?: boolean } = {}): void {
    this.map.fitBounds([...box], { ...FIT, animate: options.animate ?? true });
  }

  fly(at: Position, zoom?: number): void {
    this.map.easeTo({ center: [...at], ...(zoom === undefined ? {} : { zoom }) });
  }

  setFill(fill: Fill): void {
    setFill(fill);
  }

  /** Draw in other colours, another language or with other layers; nothing is fetched again. */
  setLook(look: Look): void {
    const [before, now] = [this.#look, look];
    this.#look = look;
    this.#whenReady(() => {
      if (look.outside && !this.map.getSource('outside')) {
        this.map.addSource('outside', backclothTiles(look.outside));
        this.map.addLayer(backcloth(look), 'communities');
      }
      const old = new Map(styleOf(this.#plan, 0, before).layers.map((layer) => [layer.id, layer]));
      for (const layer of styleOf(this.#plan, 0, now).layers) {
        restyle(this.map, old.get(layer.id), layer);
      }
      if (before.theme !== now.theme) {
        paintImages(this.map, now.theme, inkOf(now.theme));
        this.#overlays.paint(inkOf(now.theme));
      }
    });
  }

  /** Ask for the tiles of a version; those on the screen stay until the new ones have come. */
  refresh(name: PlanTiles, version: number): void {
    this.#whenReady(() => {
      this.map.getSource<VectorTileSource>(name)?.setTiles([tilesOf(name, this.#plan, version)]);
    });
  }

  atomState(atom: number, state: Record<string, unknown>): void {
    this.#state('atoms', atom, state);
  }

  gridState(grid: number, state: Record<string, unknown>): void {
    this.#state('grids', grid, state);
  }

  /** End it; its marks and tiles are gone. */
  remove(): void {
    this.map.remove();
  }

  #state(layer: 'atoms' | 'grids', id: number, state: Record<string, unknown>): void {
    this.#whenReady(() => {
      this.map.setFeatureState({ source: layer, sourceLayer: layer, id }, state);
      for (const [name, value] of Object.entries(state)) {
        if (value && !this.#used.has(name)) {
          this.#used.add(name);
          this.#unhide(STATE_LAYERS[name] ?? []);
        }
      }
    });
  }

  #unhide(layers: readonly string[]): void {
    for (const layer of layers.filter((one) => this.map.getLayer(one))) {
      this.map.setLayoutProperty(layer, 'visibility', 'visible');
    }
  }

  #query(where: PointLike | [PointLike, PointLike], layer: string): MapGeoJSONFeature[] {
    return this.map.getLayer(layer)
      ? this.map.queryRenderedFeatures(where, { layers: [layer] })
      : [];
  }

  #gridOf(atom: MapGeoJSONFeature): number {
    return this.#ground.gridOf(Number(atom.id)) ?? Number(atom.properties.grid);
  }

  #painted = false;
  readonly #waiting: (() => void)[] = [];

  /** The style takes a moment; what comes before it is done once it is there. */
  #whenReady(run: () => void): void {
    if (this.#painted) {
      run();
    } else {
      this.#waiting.push(run);
    }
  }

  #ready(): void {
    if (!this.#painted) {
      this.#painted = true;
      paintImages(this.map, this.#look.theme, inkOf(this.#look.theme));
      for (const run of this.#waiting.splice(0)) {
        run();
      }
    }
  }
}

/** The plan and as much again around it: nobody gets lost. */
function reach([west, south, east, north]: Box): LngLatBounds {
  const [wide, high] = [east - west, north - south];
  return new LngLatBounds([west - wide, south - high], [east + wide, north + high]);
}
