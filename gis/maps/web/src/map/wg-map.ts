/** The map of the opened plan, with its controls. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import maplibreCss from 'maplibre-gl/dist/maplibre-gl.css?inline';
import { Problem } from '../api/client.ts';
import { notePlan, route, type View } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { controls } from '../ui/controls.ts';
import { theme } from '../ui/theme.ts';
import { toast } from '../ui/toast.ts';
import { dictionary, language } from '../ui/words.ts';
import { fill, shown } from './choices.ts';
import { type Box, type PlanMap, shownMap } from './contract.ts';
import { ATOMS_FROM } from './layers.ts';
import type { Look } from './style.ts';
import { Sync } from './sync.ts';
import { TownMap } from './town-map.ts';

const say = dictionary({
  map: ['方案地图', 'Map of the plan'],
});

const NOTE_MS = 250;
const MOST_COMMUNITIES = 12;

@customElement('wg-map')
export class WgMap extends SignalWatcher(LitElement) {
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
    `,
  ];

  @query('.canvas') private container!: HTMLElement;
  #town: TownMap | null = null;
  #sync: Sync | null = null;
  #store: PlanStore | null = null;
  #noted: View | null = null;
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.updateEffect(() => this.#open(opened.get()));
    this.updateEffect(() => this.#follow());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  /** The map that is shown, for whoever holds this element; null before there is a plan. */
  get planMap(): PlanMap | null {
    return this.#town;
  }

  override render(): TemplateResult {
    return html`<div class="canvas" lang=${language.get()}></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.container.querySelector('canvas')?.setAttribute('aria-label', say.map());
  }

  /** Everything the map shows follows these signals. */
  #follow(): void {
    const store = opened.get();
    const [at, look] = [route.get(), store && lookOf(store)];
    const [town, sync] = [this.#town, this.#sync];
    if (!store || !look || !town || !sync || store !== this.#store) {
      return;
    }
    if (JSON.stringify(look) !== JSON.stringify(town.look)) {
      town.setLook(look);
      sync.repaint();
    }
    sync.counts(store.grids.get());
    sync.version(store.version.get());
    store.revision.get();
    if (store.loaded.get().size > 0) {
      void sync.assignment();
    }
    if (at.page === 'plan' && at.view && at.view !== this.#noted) {
      this.#noted = at.view;
      town.map.jumpTo({ center: [at.view[0], at.view[1]], zoom: at.view[2] });
    }
  }

  #open(store: PlanStore | null): void {
    if (store === this.#store || !this.hasUpdated) {
      return;
    }
    this.#close();
    this.#store = store;
    const box = store && boxOf(store);
    if (!store || !box) {
      return;
    }
    const at = route.get();
    this.#noted = at.page === 'plan' ? at.view : null;
    const town = new TownMap(
      this.container,
      { id: store.id, version: store.version.get(), box },
      lookOf(store),
      {
        gridOf: (atom) => this.#sync?.gridOf(atom),
        communityOf: (grid) => store.grids.get().get(grid)?.community,
      },
      this.#noted,
    );
    this.#town = town;
    this.#sync = new Sync(store, town);
    town.map.on('moveend', () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#moved(), NOTE_MS);
    });
    town.map.once('load', () => void this.#begin(town));
    shownMap.set(town);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#sync?.end();
    this.removeAttribute('ready');
    if (this.#town) {
      shownMap.set(null);
      this.#town.remove();
    }
    this.#store = null;
    this.#town = null;
    this.#sync = null;
  }

  /** Ready as soon as what is seen is drawn and can be worked on. */
  async #begin(town: TownMap): Promise<void> {
    await this.#moved();
    town.map.once('idle', () => this.toggleAttribute('ready', town === this.#town));
    town.map.triggerRepaint();
  }

  /** Note where one is, and bring the communities that are seen closely into the worker. */
  async #moved(): Promise<void> {
    const [town, store] = [this.#town, this.#store];
    if (!town || !store) {
      return;
    }
    const { lng, lat } = town.map.getCenter();
    this.#noted = [lng, lat, town.map.getZoom()];
    notePlan({ view: this.#noted });
    if (town.map.getZoom() < ATOMS_FROM) {
      return;
    }
    const bounds = town.map.getBounds();
    const seen = store.communities
      .get()
      .filter(
        ({ bbox: [west, south, east, north] }) =>
          bounds.getWest() < east &&
          bounds.getEast() > west &&
          bounds.getSouth() < north &&
          bounds.getNorth() > south,
      )
      .map((one) => ({ code: one.code, away: distance(one.bbox, lng, lat) }))
      .sort((one, other) => one.away - other.away)
      .slice(0, MOST_COMMUNITIES);
    if (seen[0]) {
      store.show(seen[0].code);
    }
    try {
      for (const { code } of seen) {
        if (this.#store === store) {
          await store.load(code);
        }
      }
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      toast(error.told, { tone: 'danger' });
    }
  }
}

function lookOf(store: PlanStore): Look {
  const rules = store.rules.get();
  const box = boxOf(store) ?? [0, 0, 0, 0];
  return {
    theme: theme.get(),
    language: language.get(),
    fill: fill.get(),
    layers: shown.get(),
    band: rules.band,
    microBand: rules.microBand,
    by: rules.by,
    latitude: (box[1] + box[3]) / 2,
  };
}

/** Around all communities of the plan. */
function boxOf(store: PlanStore): Box | null {
  const boxes = store.communities.get().map((one) => one.bbox);
  if (boxes.length === 0) {
    return null;
  }
  const side = (i: 0 | 1 | 2 | 3) => boxes.map((box) => box[i]);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}

/** How far a place is from the middle of a box, for comparing only. */
function distance([west, south, east, north]: Box, lon: number, lat: number): number {
  return Math.hypot((west + east) / 2 - lon, (south + north) / 2 - lat);
}
