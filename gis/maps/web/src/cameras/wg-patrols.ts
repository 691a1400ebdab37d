/** Remote patrols: their tours, and the player of the one that runs. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import playIcon from 'lucide-static/icons/play.svg?raw';
import add from 'lucide-static/icons/plus.svg?raw';
import remove from 'lucide-static/icons/trash-2.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { icon } from '../ui/icon.ts';
import { toastProblem } from '../ui/toast.ts';
import { ask } from '../ui/wg-question-dialog.ts';
import { dictionary, figure } from '../ui/words.ts';
import type { Patrol, Run } from './contract.ts';
import { pageStyles } from './page-styles.ts';
import { beginRun, dropPatrol, patrols } from './requests.ts';
import { newPatrol } from './wg-patrol-dialog.ts';
import './wg-patrol-player.ts';

const say = dictionary({
  name: ['名称', 'Name'],
  grid: ['网格', 'Grid'],
  stops: ['摄像头', 'Cameras'],
  online: ['在线', 'Online'],
  long: ['全程', 'Whole tour'],
  minutes: (count: string) => [`${count} 分钟`, `${count} min`],
  begin: ['开始巡检', 'Begin'],
  add: ['新建巡检路线', 'New tour'],
  drop: ['删除', 'Delete'],
  dropSure: ['删除这条巡检路线？', 'Delete this tour?'],
  dropWhat: ['以往的巡检记录仍然保留。', 'What was found on it stays on record.'],
  none: [
    '还没有巡检路线。新建一条：选一个网格，依次查看其中每个公共区域摄像头。',
    'No tour yet. Make one: choose a grid, and see each of its public cameras in turn.',
  ],
  reading: ['正在读取……', 'Reading ...'],
  acts: ['操作', 'Acts'],
});

@customElement('wg-patrols')
export class WgPatrols extends SignalWatcher(LitElement) {
  static override styles = [
    pageStyles,
    css`
      td.acts {
        text-align: end;
      }
    `,
  ];

  @state() private all: readonly Patrol[] | null = null;
  @state() private running: { readonly patrol: Patrol; readonly run: Run } | null = null;
  @state() private problem: Problem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    if (this.running) {
      return html`<h2>${this.running.patrol.name}</h2>
        <wg-patrol-player
          .patrol=${this.running.patrol}
          .run=${this.running.run}
          @done=${() => {
            this.running = null;
            void this.load();
          }}
        ></wg-patrol-player>`;
    }
    return html`<div class="filters">
        <button class="primary end" @click=${() => newPatrol(() => void this.load())}>
          ${icon(add, 16)}${say.add()}
        </button>
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem.told}</p>` : nothing}
      <div class="frame" tabindex="0" role="group" aria-label=${say.name()}>
        ${this.all && this.all.length > 0 ? this.table(this.all) : nothing}
        ${this.all === null && !this.problem ? html`<p class="empty">${say.reading()}</p>` : nothing}
        ${this.all?.length === 0 ? html`<p class="empty">${say.none()}</p>` : nothing}
      </div>`;
  }

  private table(all: readonly Patrol[]): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th>${say.name()}</th>
          <th>${say.grid()}</th>
          <th class="number">${say.stops()}</th>
          <th class="number">${say.online()}</th>
          <th class="number">${say.long()}</th>
          <th><span class="visually-hidden">${say.acts()}</span></th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          all,
          (one) => one.id,
          (one) => this.row(one),
        )}
      </tbody>
    </table>`;
  }

  private row(one: Patrol): TemplateResult {
    const online = one.stops.filter((stop) => stop.status === 'online').length;
    return html`<tr>
      <td title=${one.name}>${one.name}</td>
      <td><span class="code">${one.grid ?? '—'}</span></td>
      <td class="number">${figure(one.stops.length)}</td>
      <td class="number">${figure(online)}</td>
      <td class="number">${say.minutes(figure(one.seconds / 60, 1))}</td>
      <td class="acts">
        <button class="primary" ?disabled=${one.stops.length === 0} @click=${() => void this.begin(one)}>
          ${icon(playIcon, 14)}${say.begin()}
        </button>
        <button
          class="plain"
          title=${say.drop()}
          aria-label="${say.drop()} ${one.name}"
          @click=${() =>
            ask(
              { title: say.dropSure, text: say.dropWhat, yes: say.drop, tone: 'danger' },
              () => void this.drop(one.id),
            )}
        >
          ${icon(remove, 15)}
        </button>
      </td>
    </tr>`;
  }

  private async begin(patrol: Patrol): Promise<void> {
    try {
      this.running = { patrol, run: await beginRun(patrol.id) };
    } catch (error) {
      toastProblem(error);
    }
  }

  private async drop(patrol: number): Promise<void> {
    try {
      await dropPatrol(patrol);
      await this.load();
    } catch (error) {
      toastProblem(error);
    }
  }

  private async load(): Promise<void> {
    try {
      this.all = await patrols();
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
