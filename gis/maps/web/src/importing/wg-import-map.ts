/** The map of the wizard: where the layers lie with the CRS that is chosen, and what is wrong. */
import { SignalWatcher } from '@lit-labs/signals';
import {
  css,
  html,
  LitElement,
  nothing,
  type PropertyValues,
  type TemplateResult,
  unsafeCSS,
} from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import focusIcon from 'lucide-static/icons/maximize.svg?raw';
import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import maplibreCss from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { type Theme, theme } from '../ui/theme.ts';
import { dictionary } from '../ui/words.ts';
import { placeName } from './crs.ts';
import { EMPTY, NAMED, ORDER, type Paints, PROBLEMS, paintsOf, styleOf } from './map-style.ts';
import { roleName } from './names.ts';
import { namePoints, type Picture } from './pictures.ts';
import { type Found, places } from './problems.ts';

setWorkerUrl(workerUrl);

const say = dictionary({
  map: ['数据预览地图', 'Map of the files'],
  fit: ['显示全部', 'Show all'],
  other: ['未选用', 'Left out'],
  nowhere: [
    '还没有坐标系。为图层选择坐标系后，在这里核对位置。',
    'No CRS yet. Choose one for the layer and see here where it lies.',
  ],
});

const FIT = { padding: 40, maxZoom: 17, animate: false };
const CLOSE = 16;

@customElement('wg-import-map')
export class WgImportMap extends SignalWatcher(LitElement) {
  static override styles = [
    unsafeCSS(maplibreCss),
    controls,
    css`
      :host {
        display: block;
        position: relative;
        overflow: hidden;
        background: var(--paper);
      }
      .canvas {
        position: absolute;
        inset: 0;
      }
      .canvas canvas:focus-visible {
        outline-offset: -3px;
      }
      .legend,
      .place,
      .nowhere {
        position: absolute;
        padding: 6px 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: color-mix(in srgb, var(--card) 92%, transparent);
        font-size: var(--small);
      }
      .legend {
        inset: auto auto 8px 8px;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        max-width: calc(100% - 16px);
      }
      .legend span {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      .place {
        inset: 8px auto auto 8px;
      }
      .nowhere {
        inset: 0;
        display: grid;
        place-content: center;
        padding: 32px;
        border: 0;
        border-radius: 0;
        color: var(--muted);
        text-align: center;
        text-wrap: balance;
      }
      .fit {
        position: absolute;
        inset: 8px 8px auto auto;
      }
    `,
  ];

  @property({ attribute: false }) pictures: readonly Picture[] = [];
  @property({ attribute: false }) found: readonly Found[] = [];
  /** Number of the chosen problem in `found`. */
  @property({ type: Number }) chosen = -1;
  @query('.canvas') private container!: HTMLElement;
  @state() private middle: readonly [number, number] | null = null;
  #map: MapLibre | null = null;
  #theme: Theme | null = null;
  #box = '';
  #marked = -1;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#map?.remove();
    this.#map = null;
  }

  override render(): TemplateResult {
    const colours = paintsOf(theme.get());
    const shown = ORDER.filter((role) =>
      this.pictures.some((one) => (one.role ?? 'none') === role),
    );
    return html`<div class="canvas"></div>
      ${
        this.pictures.length > 0
          ? html`${this.middle ? html`<div class="place figures">${placeName(...this.middle)}</div>` : nothing}
              <button class="icon fit" title=${say.fit()} aria-label=${say.fit()} @click=${() => this.#fit(true)}>
                ${icon(focusIcon)}
              </button>
              <div class="legend">
                ${shown.map((role) => html`<span>${swatch(colours[role])} ${role === 'none' ? say.other() : roleName(role)}</span>`)}
              </div>`
          : html`<div class="nowhere">${say.nowhere()}</div>`
      }`;
  }

  protected override firstUpdated(): void {
    this.#theme = theme.get();
    const map = new MapLibre({
      container: this.container,
      style: styleOf(this.#theme),
      center: [108, 34],
      zoom: 3,
      maxZoom: 20,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: false,
      fadeDuration: 0,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.getCanvas().setAttribute('aria-label', say.map());
    map.once('load', () => this.#draw());
    map.on('moveend', () => this.#noteMiddle());
    map.on('click', 'problem-disc', (event) => {
      const id = Number(event.features?.[0]?.id);
      this.dispatchEvent(new CustomEvent('problem', { detail: id }));
    });
    map.on('mouseenter', 'problem-disc', () =>
      map.getCanvas().style.setProperty('cursor', 'pointer'),
    );
    map.on('mouseleave', 'problem-disc', () => map.getCanvas().style.removeProperty('cursor'));
    this.#map = map;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const now = theme.get();
    this.#map?.getCanvas().setAttribute('aria-label', say.map());
    if (this.#map && this.#theme !== now) {
      this.#theme = now;
      this.#map.setStyle(styleOf(now));
      this.#map.once('styledata', () => this.#draw());
    } else if (changed.has('pictures') || changed.has('found') || changed.has('chosen')) {
      this.#draw();
    }
  }

  /** Show a place from near. */
  fly(lon: number, lat: number): void {
    const map = this.#map;
    map?.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), CLOSE), duration: 500 });
  }

  #draw(): void {
    const map = this.#map;
    if (!map?.getSource(PROBLEMS)) {
      return;
    }
    for (const role of ORDER) {
      const own = this.pictures.filter((one) => (one.role ?? 'none') === role);
      const features = own.flatMap((one) => one.collection.features);
      map.getSource<GeoJSONSource>(role)?.setData({ ...EMPTY, features });
      if (role === 'communities') {
        map.getSource<GeoJSONSource>(NAMED)?.setData({ ...EMPTY, features: namePoints(features) });
      }
    }
    map.getSource<GeoJSONSource>(PROBLEMS)?.setData(places(this.found));
    if (this.#marked >= 0) {
      map.removeFeatureState({ source: PROBLEMS });
    }
    if (this.chosen >= 0) {
      map.setFeatureState({ source: PROBLEMS, id: this.chosen }, { chosen: true });
    }
    this.#marked = this.chosen;
    this.#fit(false);
  }

  /** Show all that is there; by itself only when it lies elsewhere than before. */
  #fit(asked: boolean): void {
    const box = boxOf(this.pictures);
    const key = JSON.stringify(box);
    if (this.#map && box && (asked || key !== this.#box)) {
      this.#box = key;
      this.#map.fitBounds(box, FIT);
      this.#noteMiddle();
    }
  }

  #noteMiddle(): void {
    const at = this.#map?.getCenter();
    queueMicrotask(() => {
      this.middle = at ? [at.lng, at.lat] : null;
    });
  }
}

function boxOf(pictures: readonly Picture[]): [number, number, number, number] | null {
  const boxes = pictures.flatMap((one) => (one.box ? [one.box] : []));
  if (boxes.length === 0) {
    return null;
  }
  const side = (at: 0 | 1 | 2 | 3) => boxes.map((box) => box[at]);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}

/** How a layer is drawn; attributes of a picture, since the page allows no inline styles. */
function swatch({ line, fill }: Paints): TemplateResult {
  return html`<svg width="16" height="12" aria-hidden="true">
    <rect x="1" y="1" width="14" height="10" rx="2" fill=${fill ?? 'none'} stroke=${line} stroke-width="2"></rect>
  </svg>`;
}
