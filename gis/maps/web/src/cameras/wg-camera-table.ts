/** The register of cameras: filtered, with where each looks and whether it answers. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import mapIcon from 'lucide-static/icons/map-pin.svg?raw';
import video from 'lucide-static/icons/video.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { holds } from '../api/session.ts';
import { commandRoute } from '../app/command-route.ts';
import { follow, format } from '../app/route.ts';
import { clock } from '../tickets/times.ts';
import { icon } from '../ui/icon.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Camera, Status, Uptime } from './contract.ts';
import { pageStyles } from './page-styles.ts';
import { nextOf } from './paging.ts';
import { cameras } from './requests.ts';
import { askToLook } from './wg-view-dialog.ts';
import { compass, kindIcon, kindName, statusIcon, statusName, statusTone } from './words.ts';
import './wg-uptime.ts';

const say = dictionary({
  department: ['部门', 'Department'],
  all: ['全部', 'All'],
  status: ['状态', 'Status'],
  name: ['名称', 'Name'],
  code: ['编码', 'Code'],
  kind: ['类型', 'Kind'],
  looks: ['朝向', 'Looks'],
  reach: ['可视距离', 'Range'],
  metres: (count: string) => [`${count} 米`, `${count} m`],
  grid: ['网格', 'Grid'],
  checked: ['上次检查', 'Last checked'],
  acts: ['操作', 'Acts'],
  look: ['调看', 'Look'],
  lookAt: (name: string) => [`调看 ${name}`, `Look through ${name}`],
  map: (name: string) => [`在地图上看 ${name}`, `${name} on the map`],
  more: ['再读一些', 'Read more'],
  none: ['没有符合条件的摄像头。', 'No camera matches.'],
  reading: ['正在读取……', 'Reading ...'],
  shown: (count: string) => [`已读 ${count} 个`, `${count} read`],
  unknown: ['—', '—'],
});
const STATUSES: readonly Status[] = ['online', 'offline', 'unknown'];
const PAGE = 200;
const CLOSE = 17;

@customElement('wg-camera-table')
export class WgCameraTable extends SignalWatcher(LitElement) {
  static override styles = [
    pageStyles,
    css`
      td .code {
        user-select: all;
      }
    `,
  ];

  @state() private found: readonly Camera[] | null = null;
  @state() private next: number | null = null;
  @state() private departments: readonly string[] = [];
  @state() private department = '';
  @state() private status = '';
  @state() private problem: Problem | null = null;
  private asked = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    return html`
      <wg-uptime
        @departments=${(event: CustomEvent<readonly Uptime[]>) => {
          this.departments = event.detail.flatMap((one) => one.key ?? []);
        }}
      ></wg-uptime>
      <div class="filters">
        ${this.filter(
          say.department(),
          this.department,
          this.departments,
          (one) => one,
          (value) => {
            this.department = value;
          },
        )}
        ${this.filter(
          say.status(),
          this.status,
          STATUSES,
          (one) => statusName(one as Status),
          (value) => {
            this.status = value;
          },
        )}
        <span class="hint figures end" role="status">${say.shown(figure(this.found?.length ?? 0))}</span>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <div class="frame" tabindex="0" role="group" aria-label=${say.name()}>
        <table>
          <thead>
            <tr>
              <th>${say.status()}</th>
              <th>${say.name()}</th>
              <th>${say.code()}</th>
              <th>${say.department()}</th>
              <th>${say.kind()}</th>
              <th>${say.looks()}</th>
              <th class="number">${say.reach()}</th>
              <th>${say.grid()}</th>
              <th class="number">${say.checked()}</th>
              <th><span class="visually-hidden">${say.acts()}</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(this.found ?? [], (one) => one.id, row)}
          </tbody>
        </table>
        ${this.found === null && !this.problem ? html`<p class="empty">${say.reading()}</p>` : nothing}
        ${this.found?.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      </div>
      ${
        this.next === null
          ? nothing
          : html`<button class="more" @click=${() => void this.load(this.next)}>${say.more()}</button>`
      }
    `;
  }

  private filter(
    name: string,
    value: string,
    all: readonly string[],
    told: (one: string) => string,
    choose: (value: string) => void,
  ): TemplateResult {
    return html`<label
      >${name}
      <select
        .value=${value}
        @change=${(event: Event) => {
          choose((event.target as HTMLSelectElement).value);
          void this.load();
        }}
      >
        <option value="">${say.all()}</option>
        ${all.map((one) => html`<option value=${one} ?selected=${one === value}>${told(one)}</option>`)}
      </select>
    </label>`;
  }

  private async load(after: number | null = null): Promise<void> {
    this.asked += 1;
    const { asked, department, status } = this;
    try {
      const found = await cameras({
        limit: PAGE,
        ...(department ? { department } : {}),
        ...(status ? { status } : {}),
        ...(after === null ? {} : { after }),
      });
      if (asked === this.asked) {
        this.found = [...(after === null ? [] : (this.found ?? [])), ...found.cameras];
        this.next = nextOf(found.next);
        this.problem = null;
      }
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}

function row(one: Camera): TemplateResult {
  const may = one.has_stream && holds(one.jurisdiction, 'commander');
  const place = commandRoute({
    camera: one.id,
    cameras: true,
    panel: 'cameras',
    view: [one.lon, one.lat, CLOSE],
  });
  return html`<tr>
    <td><span class="badge ${statusTone(one.status)}">${icon(statusIcon(one.status), 14)}${statusName(one.status)}</span></td>
    <td title=${one.name}>${one.name}</td>
    <td><span class="code">${one.code}</span></td>
    <td>${one.department}</td>
    <td>${icon(kindIcon(one.kind), 14)} ${kindName(one.kind)}</td>
    <td class="figures">${one.direction === null ? say.unknown() : `${compass(one.direction)} ${figure(one.direction)}°`}</td>
    <td class="number">${one.range === null ? say.unknown() : say.metres(figure(one.range))}</td>
    <td><span class="code">${one.grid ?? say.unknown()}</span></td>
    <td class="number">${one.checked_at ? clock(one.checked_at) : say.unknown()}</td>
    <td class="number">
      ${
        may
          ? html`<button
              aria-label=${say.lookAt(one.name)}
              title=${say.lookAt(one.name)}
              ?disabled=${one.status === 'offline'}
              @click=${() => askToLook(one)}
            >
              ${icon(video, 14)}${say.look()}
            </button>`
          : nothing
      }
      <a class="button" href=${format(place)} aria-label=${say.map(one.name)} title=${say.map(one.name)} @click=${follow}>
        ${icon(mapIcon, 14)}
      </a>
    </td>
  </tr>`;
}
