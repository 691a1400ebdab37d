/** What was seen through a camera becomes a ticket at its place. */
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { asProblem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { dictionary, either } from '../ui/words.ts';
import type { Stop } from './contract.ts';
import { noteSeen } from './requests.ts';

const say = dictionary({
  title: (name: string) => [`${name}：发现问题`, `${name}: something is wrong`],
  what: ['类别', 'What it is'],
  none: ['只做记录，不生成事件', 'Only note it; make no ticket'],
  words: ['看到了什么', 'What you see'],
  example: ['例如：路口积水约 10 厘米', 'For example: 10 cm of water on the crossing'],
  make: ['记录', 'Note it'],
  hint: [
    '事件的位置取摄像头的位置，来源为远程巡检。请不要写人名和车牌。',
    'The ticket lies where the camera stands and comes from a remote patrol. No names, no plates.',
  ],
});

interface Category {
  readonly kind: string;
  readonly code: string;
  readonly class_name: string;
  readonly name: string;
  readonly name_en: string;
}

/** Ask what was seen, note it, and go on with the number of the ticket, or null. */
export function makeTicket(run: number, stop: Stop, done: (ticket: number | null) => void): void {
  present(Object.assign(new WgFindingDialog(), { run, stop, done }));
}

@customElement('wg-finding-dialog')
export class WgFindingDialog extends FormDialog {
  run!: number;
  stop!: Stop;
  done!: (ticket: number | null) => void;
  @state() private all: readonly Category[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.learn();
  }

  protected heading(): string {
    return say.title(this.stop.name);
  }

  protected doIt(): string {
    return say.make();
  }

  protected body(): TemplateResult {
    const classes = [...new Set(this.all.map((one) => one.class_name))];
    return html`<label
        >${say.what()}
        <select name="category">
          <option value="">${say.none()}</option>
          ${classes.map(
            (name) => html`<optgroup label=${name}>
              ${this.all.filter((one) => one.class_name === name).map((one) => html`<option value="${one.kind}:${one.code}">${either([one.name, one.name_en || one.name])}</option>`)}
            </optgroup>`,
          )}
        </select>
      </label>
      <label
        >${say.words()}
        <textarea name="words" rows="3" maxlength="500" required autofocus placeholder=${say.example()}></textarea>
      </label>
      <p class="hint">${say.hint()}</p>
`;
  }

  protected async send(): Promise<void> {
    const form = new FormData(this.dialog.querySelector('form') ?? undefined);
    const words = String(form.get('words') ?? '').trim();
    const [kind = '', code = ''] = String(form.get('category') ?? '').split(':');
    const { ticket } = await noteSeen(this.run, {
      camera: this.stop.camera,
      result: 'finding',
      note: words,
      ...(code ? { ticket: { kind, code, description: words } } : {}),
    });
    this.dialog.close();
    this.done(ticket);
  }

  private async learn(): Promise<void> {
    try {
      const found = await ask<{ categories: readonly Category[] } | readonly Category[]>(
        'get',
        '/api/v1/tickets/categories',
      );
      this.all = 'categories' in found ? found.categories : found;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
