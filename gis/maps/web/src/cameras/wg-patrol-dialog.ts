/** A new tour: through all cameras of a grid that look at public space. */
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { asProblem } from '../api/client.ts';
import { present } from '../ui/dialogs.ts';
import { FormDialog } from '../ui/form-dialog.ts';
import { dictionary, figure } from '../ui/words.ts';
import { addPatrol, cameras } from './requests.ts';

const say = dictionary({
  title: ['新建巡检路线', 'New tour'],
  name: ['名称', 'Name'],
  example: ['例如：夜间巡检', 'For example: night patrol'],
  grid: ['网格', 'Grid'],
  option: (code: string, count: string) => [
    `${code}（${count} 个摄像头）`,
    `${code} (${count} cameras)`,
  ],
  seconds: ['每个摄像头看几秒', 'Seconds at each camera'],
  make: ['新建', 'Make it'],
  reading: ['正在读取……', 'Reading ...'],
});
const USUAL_S = 15;
const MOST = 1000;

/** Ask for a tour, make it, and go on. */
export function newPatrol(done: () => void): void {
  present(Object.assign(new WgPatrolDialog(), { done }));
}

@customElement('wg-patrol-dialog')
export class WgPatrolDialog extends FormDialog {
  done!: () => void;
  /** Grids with cameras, and how many each has. */
  @state() private grids: readonly (readonly [code: string, count: number])[] | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.learn();
  }

  protected heading(): string {
    return say.title();
  }

  protected doIt(): string {
    return say.make();
  }

  protected override ready(): boolean {
    return (this.grids?.length ?? 0) > 0;
  }

  protected body(): TemplateResult {
    return html`<label
        >${say.name()}
        <input name="name" maxlength="100" required autofocus placeholder=${say.example()} />
      </label>
      <label
        >${say.grid()}
        <select name="grid" required>
          ${
            this.grids === null
              ? html`<option value="">${say.reading()}</option>`
              : this.grids.map(
                  ([code, count]) =>
                    html`<option value=${code}>${say.option(code, figure(count))}</option>`,
                )
          }
        </select>
      </label>
      <label
        >${say.seconds()}
        <input name="seconds" type="number" min="5" max="600" value=${USUAL_S} required />
      </label>`;
  }

  protected async send(): Promise<void> {
    const form = new FormData(this.dialog.querySelector('form') ?? undefined);
    await addPatrol({
      name: String(form.get('name')).trim(),
      grid: String(form.get('grid')),
      seconds: Number(form.get('seconds')),
    });
    this.dialog.close();
    this.done();
  }

  private async learn(): Promise<void> {
    try {
      const found = await cameras({ limit: MOST });
      const counts = new Map<string, number>();
      for (const { grid, public_space } of found.cameras) {
        if (grid !== null && public_space) {
          counts.set(grid, (counts.get(grid) ?? 0) + 1);
        }
      }
      this.grids = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
