/** Files come in: dropped, looked at, decided about with a map beside, and imported. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { jobOf } from '../api/jobs.ts';
import { stepName } from '../app/names.ts';
import { controls } from '../ui/controls.ts';
import { toastProblem } from '../ui/toast.ts';
import { dictionary, figure } from '../ui/words.ts';
import { Flow } from './flow.ts';
import './wg-deciding.ts';
import './wg-drop-zone.ts';
import './wg-failure.ts';
import './wg-imported.ts';

const say = dictionary({
  title: ['导入数据', 'Import data'],
  sending: ['正在上传', 'Sending'],
  looking: ['正在查看文件', 'Looking at the files'],
  importing: ['正在导入', 'Importing'],
  cancel: ['取消', 'Cancel'],
  sent: (share: string) => [`已上传 ${share}%`, `${share}% sent`],
});

@customElement('wg-import-page')
export class WgImportPage extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        height: 100%;
      }
      .narrow {
        display: grid;
        gap: 20px;
        max-width: 960px;
        margin: 0 auto;
        padding: 24px;
      }
      wg-deciding {
        height: 100%;
      }
      .wait {
        display: grid;
        gap: 12px;
        padding: 32px;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--card);
      }
      .wait p {
        overflow-wrap: anywhere;
      }
      .wait button {
        justify-self: start;
      }
      progress {
        width: 100%;
        height: 8px;
        accent-color: var(--accent);
      }
    `,
  ];

  readonly #flow = new Flow();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#flow.resume().catch(toastProblem);
  }

  override render(): TemplateResult {
    const flow = this.#flow;
    switch (flow.stage.get()) {
      case 'deciding':
        return html`<wg-deciding .flow=${flow}></wg-deciding>`;
      case 'importing':
        if (flow.inspection.get()) {
          return html`<wg-deciding .flow=${flow}></wg-deciding>`;
        }
        break;
      case 'done':
        return html`<div class="narrow">
          <wg-imported .imported=${flow.imported.get()} @again=${() => void flow.leave()}></wg-imported>
        </div>`;
      default:
    }
    return html`<div class="narrow">
      <h1>${say.title()}</h1>
      <wg-failure .problem=${flow.problem.get()}></wg-failure>
      ${this.#begin()}
    </div>`;
  }

  #begin(): TemplateResult {
    const flow = this.#flow;
    const stage = flow.stage.get();
    if (stage === 'empty') {
      const send = (event: CustomEvent<File[]>) => void flow.send(event.detail);
      return html`<wg-drop-zone @files=${send}></wg-drop-zone>`;
    }
    const number = flow.job.get();
    const job = number === null ? undefined : jobOf(number);
    const sent = flow.sent.get();
    const sending = stage === 'sending';
    const title = stage === 'importing' ? say.importing() : sending ? say.sending() : say.looking();
    return html`<section class="wait" aria-busy="true">
      <h2>${title}</h2>
      <p class="hint">${flow.files.get().join(', ')}</p>
      ${
        sending
          ? html`<progress max="1" .value=${sent} aria-label=${title}></progress>
              <p class="figures" role="status">${say.sent(figure(sent * 100))}</p>`
          : html`<progress aria-label=${title}></progress>
              <p role="status">${job ? stepName(job) : ''}</p>`
      }
      <button @click=${() => void flow.cancel()}>${say.cancel()}</button>
    </section>`;
  }
}
