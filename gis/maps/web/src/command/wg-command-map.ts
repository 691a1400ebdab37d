/** The map of the command centre, and what it shows of the tickets. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { type Point, ScaleControl } from 'maplibre-gl';
import type { CommandRoute } from '../app/command-route.ts';
import { goCommand, noteCommand } from '../app/route.ts';
import { mapStyles } from '../map/map-styles.ts';
import { theme } from '../ui/theme.ts';
import { dictionary, language } from '../ui/words.ts';
import { clusterStyles } from './cluster-styles.ts';
import { CommandTown } from './command-town.ts';
import { commandMap, commandStore } from './contract.ts';
import { HeatLayers, shownHeat } from './heat-layers.ts';
import { mapChoices } from './map-choices.ts';
import type { Look } from './map-style.ts';
import { player } from './player.ts';
import { shownRoute } from './sight.ts';
import './wg-command-controls.ts';
import './wg-command-legend.ts';
import './wg-tickets-here.ts';

const say = dictionary({
  map: ['事件地图', 'Map of tickets'],
  empty: ['还没有生效的方案，地图上没有网格。', 'No plan is in force: there are no grids to show.'],
});

const NOTE_MS = 250;
const SCALE_PIXELS = 96;
/** Where the widths of roads are right when nothing is in force. */
const LATITUDE = 30;

@customElement('wg-command-map')
export class WgCommandMap extends SignalWatcher(LitElement) {
  static override styles = [
    ...mapStyles,
    clusterStyles,
    css`
      wg-command-legend {
        position: absolute;
        inset-block-end: 40px;
        inset-inline-start: 12px;
        z-index: 2;
      }
      wg-command-controls {
        position: absolute;
        inset-block-end: 12px;
        inset-inline-end: 12px;
        z-index: 2;
      }
      :host([wall]) wg-command-controls {
        display: none;
      }
      wg-tickets-here {
        position: absolute;
        inset-block-start: 56px;
        inset-inline-start: 50%;
        z-index: 3;
        translate: -50%;
      }
    `,
  ];

  @query('.canvas') private container!: HTMLElement;
  /** Tickets on one point that was pressed. */
  @state() private here: readonly number[] | null = null;
  #town: CommandTown | null = null;
  /** The view in the address, as far as it is ours. */
  #noted: CommandRoute['view'] = null;
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    // The map is made once the service has told what is in force.
    this.updateEffect(() => commandStore.get()?.info() && this.#begin());
    this.updateEffect(() => {
      const look = this.#look();
      if (this.#town && JSON.stringify(look) !== JSON.stringify(this.#town.look)) {
        this.#town.setLook(look);
      }
    });
    this.updateEffect(() => this.#address(shownRoute.get()));
    this.updateEffect(() => shownHeat.get()?.paint());
    this.updateEffect(() => shownHeat.get()?.heat());
    this.updateEffect(() => shownHeat.get()?.play());
    this.updateEffect(() => shownHeat.get()?.reach());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    player.end();
    shownHeat.get()?.end();
    shownHeat.set(null);
    commandMap.set(null);
    this.#town?.remove();
    this.#town = null;
    this.removeAttribute('ready');
  }

  override render(): TemplateResult {
    const info = commandStore.get()?.info();
    return html`
      <div class="canvas" lang=${language.get()}></div>
      <p class="empty" ?hidden=${!info || info.plans.length > 0}>${say.empty()}</p>
      <wg-command-legend></wg-command-legend>
      <wg-command-controls @whole=${() => this.#town?.whole()}></wg-command-controls>
      <wg-tickets-here
        .ids=${this.here}
        @done=${() => {
          this.here = null;
        }}
      ></wg-tickets-here>
    `;
  }

  protected override updated(): void {
    this.container.querySelector('canvas')?.setAttribute('aria-label', say.map());
  }

  #begin(): void {
    const info = commandStore.get()?.info();
    if (!info || this.#town) {
      return;
    }
    const { view } = shownRoute.get();
    this.#noted = view;
    const town = new CommandTown(this.container, info, this.#look(), view);
    this.#town = town;
    const { map } = town;
    map.addControl(new ScaleControl({ maxWidth: SCALE_PIXELS }), 'bottom-left');
    void town.ready().then(() => this.#ready(town));
    map.on('moveend', () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#moved(town), NOTE_MS);
    });
  }

  #ready(town: CommandTown): void {
    if (town !== this.#town) {
      return;
    }
    const { map } = town;
    shownHeat.set(
      new HeatLayers(town, (ids) => {
        this.here = ids.length > 1 ? ids : null;
        if (ids.length === 1) {
          goCommand({ ticket: ids[0] ?? null });
        }
      }),
    );
    commandMap.set(town);
    town.choose(shownRoute.get().grid);
    map.on('click', ({ point }) => this.#pressed(town, point));
    map.on('mousemove', ({ point }) => town.hover(town.gridAt(point)));
    map.on('mouseout', () => town.hover(null));
    map.once('idle', () => this.toggleAttribute('ready', town === this.#town));
  }

  /** Choose what was pressed: a camera, else the grid; the same again takes it back. */
  #pressed(town: CommandTown, point: Point): void {
    this.here = null;
    const camera = shownRoute.get().cameras ? town.cameraAt(point) : null;
    if (camera !== null) {
      goCommand({ camera, panel: 'cameras' });
      return;
    }
    const grid = town.gridAt(point);
    goCommand({ grid: grid === shownRoute.get().grid ? null : grid });
  }

  #moved(town: CommandTown): void {
    const [{ lng, lat }, zoom] = [town.map.getCenter(), town.map.getZoom()];
    this.#noted = [lng, lat, zoom];
    noteCommand({ view: this.#noted });
    shownHeat.get()?.moved();
  }

  /** The address tells what is chosen, and where to look when somebody else wrote it. */
  #address({ grid, view }: CommandRoute): void {
    this.#town?.choose(grid);
    if (this.#town && view && String(view) !== String(this.#noted)) {
      this.#noted = view;
      this.#town.map.jumpTo({ center: [view[0], view[1]], zoom: view[2] });
    }
  }

  #look(): Look {
    const bounds = commandStore.get()?.info()?.bounds;
    const { labels, microgrids } = mapChoices.get();
    return {
      theme: theme.get(),
      language: language.get(),
      latitude: bounds ? (bounds[1] + bounds[3]) / 2 : LATITUDE,
      cameras: shownRoute.get().cameras,
      labels,
      microgrids,
    };
  }
}
