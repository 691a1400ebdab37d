/** How far a job is: bar, step in words, what came of it, and its end on request. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import ban from 'lucide-static/icons/ban.svg?raw';
import failed from 'lucide-static/icons/circle-alert.svg?raw';
import done from 'lucide-static/icons/circle-check.svg?raw';
import waiting from 'lucide-static/icons/clock.svg?raw';
import running from 'lucide-static/icons/loader-circle.svg?raw';
import { asProblem, type Problem, problem } from '../api/client.ts';
import { cancelJob, isOver, type Job } from '../api/jobs.ts';
import { controls } from '../ui/controls.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import { faultsIn } from './faults.ts';
import { stepName } from './names.ts';

const say = dictionary({
  cancel: ['取消', 'Cancel'],
  cancelNamed: (name: string) => [`取消 ${name}`, `Cancel ${name}`],
  more: (count: number) => [`另有 ${count} 处问题`, `${count} more`],
  progress: ['进度', 'Progress'],
});
const ICONS: Record<Job['state'], string> = {
  queued: waiting,
  running,
  done,
  failed,
  cancelled: ban,
};
const MOST_FAULTS = 50;

@customElement('wg-job')
export class WgJob extends SignalWatcher(LitElement) {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .line {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
      }
      .step {
        flex: none;
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-width: 176px;
      }
      .done {
        color: var(--good);
      }
      .failed {
        color: var(--danger);
      }
      .queued,
      .cancelled {
        color: var(--muted);
      }
      .running svg {
        color: var(--accent);
        animation: turn 1.4s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(360deg);
        }
      }
      progress {
        flex: 1;
        height: 8px;
        min-width: 48px;
        border: 0;
        border-radius: 4px;
        background: var(--line);
        overflow: hidden;
        accent-color: var(--accent);
      }
      progress::-webkit-progress-bar {
        background: transparent;
      }
      progress:indeterminate {
        background: linear-gradient(90deg, var(--line) 30%, var(--accent) 50%, var(--line) 70%);
        background-size: 200% 100%;
        animation: pass 1.6s linear infinite;
      }
      progress:indeterminate::-moz-progress-bar {
        background: transparent;
      }
      @keyframes pass {
        from {
          background-position: 200% 0;
        }
      }
      .line button {
        margin-inline-start: auto;
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      .error {
        margin-top: 4px;
      }
      ul {
        margin: 4px 0 0;
        padding-inline-start: 20px;
      }
      li {
        overflow-wrap: anywhere;
      }
      @media (prefers-reduced-motion: reduce) {
        .running svg,
        progress:indeterminate {
          animation: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) job!: Job;
  @state() private refused: Problem | null = null;

  override render(): TemplateResult {
    const { job } = this;
    const open = !isOver(job);
    return html`
      <div class="line">
        <span class="step ${job.state}">${icon(ICONS[job.state], 16)}${stepName(job)}</span>
        ${job.state === 'running' ? bar(job) : nothing}
        ${
          open
            ? html`<button
              aria-label=${say.cancelNamed(job.name ?? '')}
              ?disabled=${job.cancelled}
              @click=${this.cancel}
            >
              ${say.cancel()}
            </button>`
            : nothing
        }
      </div>
      ${job.error ? errorOf(job.error) : nothing}
      ${this.refused ? html`<p class="error" role="alert">${this.refused.told}</p>` : nothing}
    `;
  }

  private async cancel(): Promise<void> {
    try {
      await cancelJob(this.job.id);
    } catch (error) {
      this.refused = asProblem(error);
    }
  }
}

/** A step whose length nobody knows yet shows that it goes on, not how far. */
function bar(job: Job): TemplateResult {
  return job.total > 1
    ? html`<progress aria-label=${say.progress()} max=${job.total} value=${job.done}></progress>`
    : html`<progress aria-label=${say.progress()}></progress>`;
}

function errorOf(error: NonNullable<Job['error']>): TemplateResult {
  const found = faultsIn(error);
  return html`<div class="error">
    <p>${problem(422, error).told}</p>
    ${
      found.length > 0
        ? html`<ul>
          ${found.slice(0, MOST_FAULTS).map((fault) => html`<li>${fault}</li>`)}
          ${
            found.length > MOST_FAULTS
              ? html`<li>${say.more(found.length - MOST_FAULTS)}</li>`
              : nothing
          }
        </ul>`
        : nothing
    }
  </div>`;
}
