/** Why one wants to look through a camera: asked before, kept in the register. */
import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { read, write } from '../ui/memory.ts';
import { dictionary } from '../ui/words.ts';
import type { Camera } from './contract.ts';
import { look } from './views.ts';

const say = dictionary({
  title: ['调看实时画面', 'Look through a camera'],
  what: [
    '调看会记入登记簿：谁、何时、看了哪个摄像头、事由。画面只看不存。',
    'The register keeps who looked through which camera, when and why. Nothing is recorded.',
  ],
  reason: ['事由', 'Reason'],
  example: ['例如：核实人民路积水情况', 'For example: see whether Renmin Road is flooded'],
  of: (ticket: number) => [`核实事件 ${ticket} 现场情况`, `See the place of ticket ${ticket}`],
  recent: ['最近用过', 'Used lately'],
  look: ['调看', 'Look'],
  opening: ['正在申请……', 'Asking ...'],
});
const RECENT = 'view-reasons';
const MOST_RECENT = 4;
const SHORTEST = 4;

/** Ask for a reason, then look. */
export function askToLook(camera: Camera, ticket: number | null = null): void {
  present(Object.assign(new WgViewDialog(), { camera, ticket }));
}

@customElement('wg-view-dialog')
export class WgViewDialog extends FormDialog {
  static override styles = [
    FormDialog.styles,
    css`
      textarea {
        min-height: 64px;
        resize: vertical;
      }
      .camera {
        padding: 8px 12px;
        border-radius: var(--radius);
        background: var(--sunken);
      }
      .recent {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .recent button {
        max-width: 100%;
        min-height: 28px;
        padding: 1px 10px;
        overflow: hidden;
        font-size: var(--small);
        text-overflow: ellipsis;
      }
    `,
  ];

  camera!: Camera;
  ticket: number | null = null;
  @state() private reason = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.reason = this.ticket === null ? '' : say.of(this.ticket);
  }

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.look();
  }

  protected override doing(): string {
    return say.opening();
  }

  protected override ready(): boolean {
    return this.reason.trim().length >= SHORTEST;
  }

  protected body(): TemplateResult {
    const recent = read<string[]>(RECENT, []);
    return html`<p class="camera">
        <strong>${this.camera.name}</strong><br />
        <span class="hint">${this.camera.department} · <span class="code">${this.camera.code}</span></span>
      </p>
      <p class="hint">${say.what()}</p>
      <label
        >${say.reason()}
        <textarea
          rows="2"
          autofocus
          required
          minlength=${SHORTEST}
          maxlength="500"
          placeholder=${say.example()}
          .value=${this.reason}
          @input=${(event: InputEvent) => (this.reason = (event.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      ${
        recent.length > 0
          ? html`<div class="recent" role="group" aria-label=${say.recent()}>
              ${recent.map(
                (one) =>
                  html`<button type="button" title=${one} @click=${() => (this.reason = one)}>${one}</button>`,
              )}
            </div>`
          : ''
      }`;
  }

  protected async send(): Promise<void> {
    const reason = this.reason.trim();
    await look(this.camera, reason, this.ticket);
    if (this.ticket === null) {
      const others = read<string[]>(RECENT, []).filter((one) => one !== reason);
      write(RECENT, [reason, ...others].slice(0, MOST_RECENT));
    }
    this.dialog.close();
  }
}
