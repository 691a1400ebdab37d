/** The map of the opened plan, with its controls and its legend. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { ScaleControl } from 'maplibre-gl';
import { asProblem } from '../api/client.ts';
import { notePlan, route, type View } from '../app/route.ts';
import type { PlanStore } from '../plan/contract.ts';
import { opened } from '../plan/opened.ts';
import { theme } from '../ui/theme.ts';
import { toast } from '../ui/toast.ts';
import { dictionary, language } from '../ui/words.ts';
import { fill, shown } from './choices.ts';
import { type Box, type PlanMap, shownMap } from './contract.ts';
import { ATOMS_FROM } from './layers.ts';
import { mapStyles } from './map-styles.ts';
import { askOutside, outside } from './outside.ts';
import { Badges } from './presence.ts';
import type { Look } from './style.ts';
import { Sync } from './sync.ts';
import { TownMap } from './town-map.ts';
import { around, inSight } from './view.ts';
import './wg-map-controls.ts';
import './wg-map-legend.ts';

const say = dictionary({
  map: ['方案地图', 'Map of the plan'],
  empty: [
    '此方案没有社区，地图上没有内容。',
    'The plan has no communities: there is nothing to map.',
  ],
});

const NOTE_MS = 250;
const MOST_COMMUNITIES = 12;
const SCALE_PIXELS = 96;

/** What there is while a plan is on the map. */
interface Open {
  readonly store: PlanStore;
  readonly town: TownMap;
  readonly sync: Sync;
  readonly badges: Badges;
}

@customElement('wg-map')
export class WgMap extends SignalWatcher(LitElement) {
  static override styles = mapStyles;

  @query('.canvas') private container!: HTMLElement;
  #open: Open | null = null;
  /** The view in the address, as far as it is ours. */
  #noted: View | null = null;
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void askOutside();
    this.updateEffect(() => this.#show(opened.get()));
    this.#follow(({ store, town, sync }) => {
      const look = lookOf(store);
      if (JSON.stringify(look) !== JSON.stringify(town.look)) {
        town.setLook(look);
        sync.repaint();
      }
    });
    this.#follow(({ store, sync }) => sync.counts(store.grids.get()));
    this.#follow(({ store, sync }) => sync.version(store.version.get()));
    this.#follow(({ store, sync }) => {
      store.revision.get();
      if (store.loaded.get().size > 0) {
        void sync.assignment();
      }
    });
    this.#follow(({ store, badges }) => {
      const boxes = store.communities.get().map((one): [string, Box] => [one.code, one.bbox]);
      badges.show(store.presence.get(), new Map(boxes));
    });
    this.#follow(({ town }) => this.#address(town));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  /** The map that is shown, for whoever holds this element; null before there is a plan. */
  get planMap(): PlanMap | null {
    return this.#open?.town ?? null;
  }

  override render(): TemplateResult {
    const empty = opened.get()?.communities.get().length === 0;
    return html`
      <div class="canvas" lang=${language.get()}></div>
      <p class="empty" ?hidden=${!empty}>${say.empty()}</p>
      <wg-map-legend></wg-map-legend>
      <wg-map-controls></wg-map-controls>
    `;
  }

  protected override updated(): void {
    this.container.querySelector('canvas')?.setAttribute('aria-label', say.map());
  }

  /** Do something now, and whenever a signal that it reads has changed. */
  #follow(run: (open: Open) => void): void {
    this.updateEffect(() => {
      const store = opened.get();
      if (this.#open && this.#open.store === store) {
        run(this.#open);
      }
    });
  }

  #show(store: PlanStore | null): void {
    if (store === (this.#open?.store ?? null)) {
      return;
    }
    this.#close();
    const box = store && around(store.communities.get());
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
        gridOf: (atom) => this.#open?.sync.gridOf(atom),
        communityOf: (grid) => store.grids.get().get(grid)?.community,
      },
      this.#noted,
    );
    const sync = new Sync(store, town);
    this.#open = { store, town, sync, badges: new Badges(town.map) };
    town.map.addControl(new ScaleControl({ maxWidth: SCALE_PIXELS }), 'bottom-left');
    town.map.on('moveend', () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#moved(), NOTE_MS);
    });
    town.map.once('load', () => void this.#begin(town));
    shownMap.set(town);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.removeAttribute('ready');
    if (this.#open) {
      shownMap.set(null);
      this.#open.sync.end();
      this.#open.town.remove();
      this.#open = null;
    }
  }

  /** The address tells what is selected, and where to look when somebody else wrote it. */
  #address(town: TownMap): void {
    const at = route.get();
    if (at.page !== 'plan') {
      return;
    }
    town.select(at.grids);
    if (at.view && String(at.view) !== String(this.#noted)) {
      this.#noted = at.view;
      town.map.jumpTo({ center: [at.view[0], at.view[1]], zoom: at.view[2] });
    }
  }

  /** Ready as soon as what is seen is drawn and can be worked on. */
  async #begin(town: TownMap): Promise<void> {
    await this.#moved();
    town.map.once('idle', () => this.toggleAttribute('ready', town === this.#open?.town));
    town.map.triggerRepaint();
  }

  /** Note where one is, and bring the communities that are seen closely into the worker. */
  async #moved(): Promise<void> {
    if (!this.#open) {
      return;
    }
    const { town, store } = this.#open;
    const [{ lng, lat }, zoom] = [town.map.getCenter(), town.map.getZoom()];
    this.#noted = [lng, lat, zoom];
    notePlan({ view: this.#noted });
    if (zoom < ATOMS_FROM) {
      return;
    }
    const seen = inSight(store.communities.get(), boundsOf(town), MOST_COMMUNITIES);
    if (seen[0]) {
      store.show(seen[0]);
    }
    try {
      for (const code of seen) {
        if (this.#open?.store === store) {
          await store.load(code);
        }
      }
    } catch (error) {
      toast(asProblem(error).told, { tone: 'danger' });
    }
  }
}

function lookOf(store: PlanStore): Look {
  const rules = store.rules.get();
  const box = around(store.communities.get()) ?? [0, 0, 0, 0];
  return {
    theme: theme.get(),
    language: language.get(),
    fill: fill.get(),
    layers: shown.get(),
    band: rules.band,
    microBand: rules.microBand,
    by: rules.by,
    latitude: (box[1] + box[3]) / 2,
    outside: outside.get(),
  };
}

function boundsOf(town: TownMap): Box {
  const bounds = town.map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}
