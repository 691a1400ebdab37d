/** A small map with a pin: drag it, tap a place, or move it with the arrow keys. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import pinIcon from 'lucide-static/icons/map-pin.svg?raw';
import { type GeoJSONSource, Map as MapLibre, Marker, setWorkerUrl } from 'maplibre-gl';
import maplibreCss from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { controls } from '../ui/controls.ts';
import { theme } from '../ui/theme.ts';
import { dictionary, language } from '../ui/words.ts';
import { circle } from './circle.ts';
import { AROUND, EMPTY, styleOf } from './pin-style.ts';

setWorkerUrl(workerUrl);

const say = dictionary({
  map: ['位置地图', 'Map of the place'],
  pin: ['位置图钉，可拖动，也可用方向键移动', 'Pin of the place: drag it, or use the arrow keys'],
});

export type At = readonly [lon: number, lat: number];
type Box = readonly [number, number, number, number];

const CLOSE = 16.5;
const STEP_PX = 8;
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};

@customElement('wg-pin-map')
export class WgPinMap extends SignalWatcher(LitElement) {
  static override styles = [
    unsafeCSS(maplibreCss),
    controls,
    css`
      :host {
        display: block;
        position: relative;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: var(--sunken);
      }
      .canvas {
        position: absolute;
        inset: 0;
      }
      .pin {
        width: 44px;
        height: 44px;
        cursor: grab;
        touch-action: none;
      }
      .pin svg {
        display: block;
        overflow: visible;
      }
      .maplibregl-ctrl-scale {
        border-color: var(--muted);
        background: color-mix(in srgb, var(--card) 70%, transparent);
        color: var(--muted);
      }
    `,
  ];

  /** Where the pin stands. */
  @property({ attribute: false }) at: At | null = null;
  /** Metres around it. */
  @property({ type: Number }) accuracy: number | null = null;
  /** What is shown while nothing is known. */
  @property({ attribute: false }) bounds: Box | null = null;
  @property() tiles: string | null = null;
  @query('.canvas') private container!: HTMLElement;
  private map: MapLibre | null = null;
  private marker: Marker | null = null;
  private drawn = '';
  /** Where the map was brought by itself. */
  private shown = '';

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.map?.remove();
    this.map = null;
    this.marker = null;
    this.drawn = '';
  }

  override render(): TemplateResult {
    return html`<div class="canvas"></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const wanted = `${theme.get()} ${language.get()} ${this.tiles}`;
    this.map ??= this.made();
    this.map.getCanvas().setAttribute('aria-label', say.map());
    if (this.drawn !== wanted) {
      this.drawn = wanted;
      this.map.setStyle(this.style_());
      this.map.once('styledata', () => this.draw());
    }
    this.place();
    this.draw();
  }

  private made(): MapLibre {
    const { at, bounds } = this;
    const map = new MapLibre({
      container: this.container,
      style: this.style_(),
      ...(at
        ? { center: [...at], zoom: CLOSE }
        : bounds
          ? { bounds: [...bounds] }
          : { center: [108, 34], zoom: 3 }),
      maxZoom: 19,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: false,
      cooperativeGestures: false,
      fadeDuration: 0,
    });
    this.drawn = `${theme.get()} ${language.get()} ${this.tiles}`;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.on('click', ({ lngLat }) => this.tell([lngLat.lng, lngLat.lat]));
    map.once('load', () => {
      this.toggleAttribute('ready', true);
      this.draw();
    });
    return map;
  }

  private style_() {
    return styleOf({
      theme: theme.get(),
      language: language.get(),
      latitude: this.at?.[1] ?? this.bounds?.[1] ?? 30,
      tiles: this.tiles,
    });
  }

  /** Put the pin where it belongs, and bring the map there when that is news. */
  private place(): void {
    const { at, map } = this;
    if (!map) {
      return;
    }
    if (!at) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    this.marker ??= this.pinned(map, at);
    this.marker.setLngLat([...at]);
    this.marker.getElement().setAttribute('aria-label', say.pin());
    const key = at.join();
    if (key !== this.shown) {
      const near = map.getZoom() < 13;
      if (near || !map.getBounds().contains([...at])) {
        map.jumpTo({ center: [...at], zoom: Math.max(map.getZoom(), CLOSE) });
      }
      this.shown = key;
    }
  }

  private pinned(map: MapLibre, at: At): Marker {
    const element = document.createElement('div');
    element.className = 'pin';
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    element.innerHTML = pinDrawing(theme.get() === 'dark' ? '#8fc1ec' : '#17456e');
    element.addEventListener('keydown', (event) => this.pressed(event));
    const marker = new Marker({ element, draggable: true, anchor: 'bottom' })
      .setLngLat([...at])
      .addTo(map);
    marker.on('dragend', () => {
      const { lng, lat } = marker.getLngLat();
      this.tell([lng, lat]);
    });
    return marker;
  }

  private pressed(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (!step || !this.map || !this.at) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const { x, y } = this.map.project([...this.at]);
    const { lng, lat } = this.map.unproject([x + step[0], y + step[1]]);
    this.tell([lng, lat]);
  }

  private draw(): void {
    const { at, accuracy } = this;
    const ring = at && accuracy ? circle(at[0], at[1], accuracy) : null;
    const shape: GeoJSON.FeatureCollection = ring
      ? {
          ...EMPTY,
          features: [
            {
              type: 'Feature',
              properties: {},
              geometry: { type: 'Polygon', coordinates: [ring] },
            },
          ],
        }
      : EMPTY;
    this.map?.getSource<GeoJSONSource>(AROUND)?.setData(shape);
  }

  private tell(at: At): void {
    this.shown = at.join();
    this.dispatchEvent(new CustomEvent<At>('pin', { detail: at }));
  }
}

/** A pin whose foot is the place. */
function pinDrawing(colour: string): string {
  return pinIcon
    .replace(/^[\s\S]*?(?=<svg)/, '')
    .replace(/width="\d+"/, 'width="44"')
    .replace(/height="\d+"/, 'height="44"')
    .replace('<svg', `<svg aria-hidden="true"`)
    .replace('fill="none"', `fill="${colour}"`)
    .replace('stroke="currentColor"', 'stroke="#ffffff"')
    .replace(/stroke-width="[\d.]+"/, 'stroke-width="1.6"');
}
