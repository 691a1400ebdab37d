/** How far a report has come: its stages with their times, asked for by its receipt. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { asProblem, type Problem } from '../api/client.ts';
import { ask } from '../api/plain.ts';
import { phone } from '../tickets/phone-styles.ts';
import { clock } from '../tickets/times.ts';
import { stageIcon, stageName } from '../tickets/words.ts';
import { icon } from '../ui/icon.ts';
import { dictionary } from '../ui/words.ts';
import type { Progress } from './contract.ts';

const say = dictionary({
  asking: ['正在查询……', 'Asking ...'],
  unknown: [
    '没有这个受理号，请核对后再试。',
    'There is no report with this receipt; check it and try again.',
  ],
});

@customElement('wg-progress')
export class WgProgress extends SignalWatcher(LitElement) {
  static override styles = [
    phone,
    css`
      ol {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: relative;
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 4px 0;
        color: var(--muted);
      }
      li svg {
        flex: none;
        padding: 3px;
        border-radius: 50%;
        background: var(--sunken);
      }
      li:last-child {
        color: var(--ink);
        font-weight: 600;
      }
      li:last-child svg {
        background: var(--accent-soft);
        color: var(--accent);
      }
      li:not(:last-child)::after {
        content: '';
        position: absolute;
        inset: 28px auto -4px 12px;
        width: 1px;
        background: var(--line-strong);
      }
      time {
        margin-inline-start: auto;
        font-weight: 400;
        font-size: var(--small);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property() receipt = '';
  @state() private progress: Progress | null = null;
  @state() private problem: Problem | null = null;

  override render(): TemplateResult {
    if (this.problem) {
      const { status, told } = this.problem;
      return html`<p class="hint" role="status">${status === 404 ? say.unknown() : told}</p>`;
    }
    if (!this.progress) {
      return html`<p class="hint" role="status">${say.asking()}</p>`;
    }
    return html`<ol>
      ${this.progress.steps.map(
        ({ stage, at }) => html`<li>
          ${icon(stageIcon(stage), 25)}${stageName(stage)}
          <time datetime=${at}>${clock(at)}</time>
        </li>`,
      )}
    </ol>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('receipt')) {
      void this.load(this.receipt);
    }
  }

  private async load(receipt: string): Promise<void> {
    this.problem = null;
    try {
      const found = await ask<Progress>('get', `/api/v1/snap/${encodeURIComponent(receipt)}`);
      if (receipt === this.receipt) {
        this.progress = found;
      }
    } catch (error) {
      if (receipt === this.receipt) {
        this.problem = asProblem(error);
      }
    }
  }
}
