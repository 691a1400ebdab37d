/** Cameras beside the map: those near the open ticket, of the chosen grid, or of what the map shows. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import eye from 'lucide-static/icons/eye.svg?raw';
import table from 'lucide-static/icons/table-2.svg?raw';
import video from 'lucide-static/icons/video.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { holds } from '../api/session.ts';
import type { CommandRoute } from '../app/command-route.ts';
import { follow, goCommand, route } from '../app/route.ts';
import { commandMap, commandStore } from '../command/contract.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import { type Asked, askedOf, boxOf, query } from './asking.ts';
import type { Camera, Near } from './contract.ts';
import { dockStyles } from './dock-styles.ts';
import { cameras, near, camera as one } from './requests.ts';
import { views } from './views.ts';
import { askToLook } from './wg-view-dialog.ts';
import { compass, far, kindName, statusIcon, statusName, statusTone } from './words.ts';

const say = dictionary({
  cameras: ['摄像头', 'Cameras'],
  ticket: ['事件附近', 'Near the ticket'],
  grid: ['所选网格', 'In the grid'],
  map: ['地图范围内', 'On the map'],
  count: (shown: string, online: string) => [
    `${shown} 个，在线 ${online}`,
    `${shown}, ${online} online`,
  ],
  more: (shown: string) => [
    `${shown} 个以上，放大地图看其余的`,
    `More than ${shown}: zoom in for the others`,
  ],
  none: [
    '这里没有摄像头。移动地图，或者选一个网格、一件事件。',
    'No camera here. Move the map, or choose a grid or a ticket.',
  ],
  reading: ['正在读取……', 'Reading ...'],
  look: ['调看', 'Look'],
  lookAt: (name: string) => [`调看 ${name}`, `Look through ${name}`],
  sees: ['看得到', 'sees it'],
  show: (name: string) => [`在地图上显示 ${name}`, `Show ${name} on the map`],
  all: ['摄像头管理', 'All cameras'],
  watching: ['正在调看', 'Open'],
});
const MOST = 100;
const MOST_NEAR = 12;
const CLOSE = 17;
const CALM_MS = 400;
const AGAIN_MS = 30_000;

interface Entry {
  readonly camera: Camera;
  readonly distance: number | null;
  readonly sees: boolean;
}

@customElement('wg-camera-dock')
export class WgCameraDock extends SignalWatcher(LitElement) {
  static override styles = dockStyles;

  @state() private entries: readonly Entry[] | null = null;
  @state() private more = false;
  @state() private problem: Problem | null = null;
  private asked = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setInterval> | undefined;
  private moved: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.again = setInterval(() => void this.load(), AGAIN_MS);
    this.updateEffect(() => this.listen(commandMap.get()?.map ?? null));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.again);
    clearTimeout(this.timer);
    this.moved?.();
    this.moved = null;
  }

  override render(): TemplateResult {
    const { entries } = this;
    const now = shown();
    const online = (entries ?? []).filter((each) => each.camera.status === 'online').length;
    const by = now ? askedOf(now) : 'map';
    return html`<div class="head">
        <span class="hint figures" role="status">
          ${say[by]()}
          ${entries === null ? '' : this.more ? say.more(figure(entries.length)) : say.count(figure(entries.length), figure(online))}
        </span>
        <a class="button" href="/cameras" @click=${follow}>${icon(table, 15)}${say.all()}</a>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      ${entries === null && !this.problem ? html`<p class="empty">${say.reading()}</p>` : nothing}
      ${entries?.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      <ul aria-label=${say.cameras()} tabindex="0">
        ${repeat(
          entries ?? [],
          (each) => each.camera.id,
          (each) => this.line(each, now?.camera ?? null),
        )}
      </ul>`;
  }

  protected override updated(): void {
    const now = shown();
    const key = now ? JSON.stringify([askedOf(now), now.ticket, now.grid, now.camera]) : '';
    if (key !== this.asked && commandStore.get()) {
      this.asked = key;
      void this.load();
    }
  }

  private line({ camera, distance, sees }: Entry, chosen: number | null): TemplateResult {
    const { status, name } = camera;
    const watched = views.get().some((view) => view.camera.id === camera.id);
    const facts = [
      camera.department,
      kindName(camera.kind),
      camera.direction === null ? '' : compass(camera.direction),
      distance === null ? '' : far(distance),
      status === 'online' ? '' : statusName(status),
    ];
    return html`<li class="${status} ${camera.id === chosen ? 'chosen' : ''}">
      ${icon(statusIcon(status), 18)}
      <button
        class="name plain"
        title=${say.show(name)}
        @click=${() => {
          goCommand({ camera: camera.id, cameras: true });
          commandMap.get()?.fly([camera.lon, camera.lat], CLOSE);
        }}
      >
        <span>${name}</span>
      </button>
      <span class="facts hint figures">
        ${sees ? html`<span class="sees">${icon(eye, 13)} ${say.sees()}</span> · ` : nothing}${facts.filter(Boolean).join(' · ')}
      </span>
      ${
        watched
          ? html`<span class="look badge ${statusTone('online')}">${say.watching()}</span>`
          : this.looker(camera)
      }
    </li>`;
  }

  private looker(camera: Camera): TemplateResult | typeof nothing {
    if (!camera.has_stream || !holds(camera.jurisdiction, 'commander')) {
      return nothing;
    }
    const words = say.lookAt(camera.name);
    return html`<button
      class="look"
      title=${words}
      aria-label=${words}
      ?disabled=${camera.status === 'offline'}
      @click=${() => askToLook(camera, shown()?.ticket ?? null)}
    >
      ${icon(video, 14)}${say.look()}
    </button>`;
  }

  /** Cameras of what the map shows follow it, once it rests. */
  private listen(map: { on: Listen; off: Listen } | null): void {
    this.moved?.();
    this.moved = null;
    if (map) {
      const moved = () => {
        const now = shown();
        if (now && askedOf(now) === 'map') {
          clearTimeout(this.timer);
          this.timer = setTimeout(() => void this.load(), CALM_MS);
        }
      };
      map.on('moveend', moved);
      this.moved = () => map.off('moveend', moved);
    }
  }

  private async load(): Promise<void> {
    const now = shown();
    if (!now) {
      return;
    }
    const by: Asked = askedOf(now);
    try {
      const found = await this.read(now, by);
      if (shown() && askedOf(shown() as CommandRoute) === by) {
        this.entries = found;
        this.problem = null;
      }
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private async read(now: CommandRoute, by: Asked): Promise<readonly Entry[]> {
    if (by === 'ticket') {
      this.more = false;
      return (await near({ ticket: now.ticket, limit: MOST_NEAR })).map(entryOf);
    }
    const box = boxOf(commandMap.get()?.map.getBounds() ?? null);
    const found = await cameras(query(now, by, box, MOST));
    this.more = found.next !== null;
    const entries = found.cameras.map((camera) => ({ camera, distance: null, sees: false }));
    const chosen = entries.find((each) => each.camera.id === now.camera);
    if (now.camera !== null && !chosen) {
      const camera = await one(now.camera).catch(() => null);
      return camera ? [{ camera, distance: null, sees: false }, ...entries] : entries;
    }
    return chosen ? [chosen, ...entries.filter((each) => each !== chosen)] : entries;
  }
}

type Listen = (event: 'moveend', listener: () => void) => unknown;

const entryOf = ({ camera, distance, sees }: Near): Entry => ({ camera, distance, sees });

function shown(): CommandRoute | null {
  const now = route.get();
  return now.page === 'command' ? now : null;
}
