/** Cameras near a ticket, those that see its place first. */
import { SignalWatcher } from '@lit-labs/signals';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import eye from 'lucide-static/icons/eye.svg?raw';
import video from 'lucide-static/icons/video.svg?raw';
import { asProblem, type Problem } from '../api/client.ts';
import { holds } from '../api/session.ts';
import type { Near } from '../cameras/contract.ts';
import { near } from '../cameras/requests.ts';
import { askToLook } from '../cameras/wg-view-dialog.ts';
import { far, statusIcon, statusName } from '../cameras/words.ts';
import type { Detail } from '../tickets/types.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { ticketStyles } from './ticket-styles.ts';

const say = dictionary({
  title: ['附近摄像头', 'Cameras near it'],
  sees: ['看得到', 'sees it'],
  look: ['调看', 'Look'],
  lookAt: (name: string) => [`调看 ${name}`, `Look through ${name}`],
  none: ['附近没有摄像头。', 'There is no camera near it.'],
});
const MOST = 4;

@customElement('wg-ticket-cameras')
export class WgTicketCameras extends SignalWatcher(LitElement) {
  static override styles = ticketStyles;

  @property({ attribute: false }) ticket!: Detail;
  @state() private found: readonly Near[] | null = null;
  @state() private problem: Problem | null = null;
  private asked = '';

  override render(): TemplateResult | typeof nothing {
    if (this.ticket.lon === null) {
      return nothing;
    }
    return html`<section aria-labelledby="near">
      <h3 id="near">${say.title()}</h3>
      ${this.problem ? html`<p class="hint">${this.problem.told}</p>` : nothing}
      ${this.found?.length === 0 ? html`<p class="hint">${say.none()}</p>` : nothing}
      <ul>
        ${this.found?.map((one) => this.line(one))}
      </ul>
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { id, lon, lat } = this.ticket;
    const asked = `${id}/${lon}/${lat}`;
    if (asked !== this.asked && lon !== null) {
      this.asked = asked;
      this.found = null;
      void this.load(id, asked);
    }
  }

  private line({ camera, distance, sees }: Near): TemplateResult {
    const { status } = camera;
    const may = holds(camera.jurisdiction, 'commander') && camera.has_stream;
    return html`<li class="near">
      <span class=${status === 'online' ? 'good' : 'off'} title=${statusName(status)}
        >${icon(statusIcon(status), 16)}<span class="visually-hidden">${statusName(status)}</span></span
      >
      <span class="name" title="${camera.name} · ${camera.department}">${camera.name}</span>
      ${sees ? html`<span class="badge good">${icon(eye, 13)}${say.sees()}</span>` : nothing}
      <span class="hint figures">${far(distance)}</span>
      ${
        may
          ? html`<button
              title=${say.lookAt(camera.name)}
              aria-label=${say.lookAt(camera.name)}
              ?disabled=${status === 'offline'}
              @click=${() => askToLook(camera, this.ticket.id)}
            >
              ${icon(video, 14)}${say.look()}
            </button>`
          : nothing
      }
    </li>`;
  }

  private async load(id: number, asked: string): Promise<void> {
    try {
      const found = await near({ ticket: id, limit: MOST });
      if (asked === this.asked) {
        this.found = found;
        this.problem = null;
      }
    } catch (error) {
      if (asked === this.asked) {
        this.problem = asProblem(error);
      }
    }
  }
}
