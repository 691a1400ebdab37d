/** The map of the command centre: the ground, grids painted by what was found of them, and slots
 * for everything else. */
import { LngLatBounds, Map as MapLibre, type PointLike, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { CommandRoute } from '../app/command-route.ts';
import { paintImages as paintBaseImages } from '../map/images.ts';
import { inkOf } from '../map/palette.ts';
import { restyle } from '../map/restyle.ts';
import { CAMERA_LAYER } from './camera-layers.ts';
import type { CommandInfo, CommandMap } from './contract.ts';
import { GridPaints } from './grid-layers.ts';
import { paintImages } from './map-images.ts';
import { type Look, styleOf } from './map-style.ts';

setWorkerUrl(workerUrl);

const FIT = { padding: 24, maxZoom: 16 };
const DEEPEST = 20;
/** How far beyond the ground in force one may look, as a share of it. */
const BEYOND = 0.75;
/** Milliseconds of flights. */
const FLIGHT = 500;

export class CommandTown implements CommandMap {
  readonly map: MapLibre;
  readonly paints: GridPaints;
  #look: Look;
  #chosen = '';
  #hovered = '';
  readonly #ready: Promise<void>;

  constructor(
    container: HTMLElement,
    private readonly info: CommandInfo,
    look: Look,
    view: CommandRoute['view'],
  ) {
    this.#look = look;
    const bounds = info.bounds ?? ([73, 18, 135, 54] as const);
    this.map = new MapLibre({
      container,
      style: styleOf(info.plans, look),
      ...(view
        ? { center: [view[0], view[1]], zoom: view[2] }
        : { bounds: [...bounds], fitBoundsOptions: FIT }),
      maxZoom: DEEPEST,
      ...(info.bounds ? { maxBounds: reach(bounds) } : {}),
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
    this.paints = new GridPaints(this.map);
    this.#ready = new Promise((resolve) => {
      this.map.once('style.load', () => {
        this.#paint();
        resolve();
      });
    });
  }

  get look(): Look {
    return this.#look;
  }

  /** Resolves once layers and images may be added. */
  ready(): Promise<void> {
    return this.#ready;
  }

  fly(at: readonly [lon: number, lat: number], zoom?: number): void {
    const to = zoom === undefined ? {} : { zoom: Math.max(zoom, this.map.getZoom()) };
    this.map.easeTo({ center: [...at], duration: FLIGHT, ...to });
  }

  /** Show all that is in force. */
  whole(): void {
    if (this.info.bounds) {
      this.map.fitBounds([...this.info.bounds], { ...FIT, duration: FLIGHT });
    }
  }

  /** Draw in other colours, another language or with other layers; nothing is fetched again. */
  setLook(look: Look): void {
    const before = this.#look;
    this.#look = look;
    void this.#ready.then(() => {
      const old = new Map(styleOf(this.info.plans, before).layers.map((one) => [one.id, one]));
      for (const layer of styleOf(this.info.plans, look).layers) {
        restyle(this.map, old.get(layer.id), layer);
      }
      if (before.theme !== look.theme) {
        this.#paint();
      }
    });
  }

  /** Outline the chosen grid; null for none. */
  choose(code: string | null): void {
    if ((code ?? '') !== this.#chosen) {
      this.#chosen = code ?? '';
      this.#outline(['chosen', 'chosen-casing'], this.#chosen);
    }
  }

  /** Outline the grid under the pointer. */
  hover(code: string | null): void {
    if ((code ?? '') !== this.#hovered) {
      this.#hovered = code ?? '';
      this.#outline(['hovered'], this.#hovered);
    }
  }

  gridAt(point: PointLike): string | null {
    const [grid] = this.map.queryRenderedFeatures(point, { layers: ['grid-fills'] });
    return grid ? String(grid.properties.code) : null;
  }

  cameraAt(point: PointLike): number | null {
    const layers = [CAMERA_LAYER, 'camera-dots'];
    const [camera] = this.map.queryRenderedFeatures(point, { layers });
    return camera ? Number(camera.id) : null;
  }

  remove(): void {
    this.map.remove();
  }

  #outline(layers: readonly string[], code: string): void {
    void this.#ready.then(() => {
      for (const layer of layers) {
        this.map.setFilter(layer, ['==', ['get', 'code'], code]);
      }
    });
  }

  #paint(): void {
    const ink = inkOf(this.#look.theme);
    paintBaseImages(this.map, this.#look.theme, ink);
    paintImages(this.map, ink);
  }
}

function reach([west, south, east, north]: readonly [
  number,
  number,
  number,
  number,
]): LngLatBounds {
  const [wide, high] = [(east - west) * BEYOND, (north - south) * BEYOND];
  return new LngLatBounds([west - wide, south - high], [east + wide, north + high]);
}
