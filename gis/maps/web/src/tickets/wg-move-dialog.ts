/** Put a ticket where it is: a map with a pin. */
import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { tilesOf } from '../map/style.ts';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { dictionary } from '../ui/words.ts';
import { transition } from './requests.ts';
import type { Detail } from './types.ts';
import '../map/wg-pin-map.ts';

const say = dictionary({
  title: ['更正事件位置', 'Where the ticket is'],
  what: [
    '拖动图钉或点一下地图。网格会按事发时的方案重新归属，原始坐标仍然保留。',
    'Drag the pin or tap the map. Its grid is found anew in the plan of its day; the place as it was given is kept.',
  ],
  why: ['依据', 'How you know'],
  move: ['更正', 'Move it'],
  place: ['坐标', 'Place'],
});

type Plan = { readonly plan: number; readonly version: number };

/** Ask where a ticket is, move it, and go on with it as it then is. */
export function moveTicket(
  ticket: Detail,
  plan: Plan | null,
  done: (ticket: Detail) => void,
): void {
  present(Object.assign(new WgMoveDialog(), { ticket, plan, done }));
}

@customElement('wg-move-dialog')
export class WgMoveDialog extends FormDialog {
  static override styles = [
    FormDialog.styles,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
      }
      wg-pin-map {
        height: min(360px, 50dvh);
      }
    `,
  ];

  ticket!: Detail;
  plan: Plan | null = null;
  done!: (ticket: Detail) => void;
  @state() private at: readonly [number, number] | null = null;
  /** Where it stood before. */
  private from: readonly [number, number] | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const { lon, lat } = this.ticket;
    this.from = lon !== null && lat !== null ? [lon, lat] : null;
    this.at = this.from;
  }

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.move();
  }

  protected override ready(): boolean {
    return this.at !== null && this.at !== this.from;
  }

  protected body(): TemplateResult {
    const { at, plan } = this;
    return html`<p class="hint">${say.what()}</p>
      <wg-pin-map
        .at=${at}
        .tiles=${plan ? tilesOf('basemap', plan.plan, plan.version) : null}
        @pin=${(event: CustomEvent<readonly [number, number]>) => (this.at = event.detail)}
      ></wg-pin-map>
      ${at ? html`<p class="figures">${say.place()} <span class="code">${at[0].toFixed(6)}, ${at[1].toFixed(6)}</span></p>` : ''}
      <label
        >${say.why()}
        <textarea name="note" rows="2" maxlength="2000"></textarea>
      </label>`;
  }

  protected async send(): Promise<void> {
    const [lon, lat] = this.at ?? [0, 0];
    const note = this.dialog.querySelector('textarea')?.value.trim() ?? '';
    const wish = { act: 'move', lon, lat, ...(note ? { note } : {}) } as const;
    const after = await transition(this.ticket.id, wish);
    this.dialog.close();
    this.done(after);
  }
}
