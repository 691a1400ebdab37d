/** How far a job is, in a panel. */
import { html, nothing, type TemplateResult } from 'lit';
import { jobOf } from '../api/jobs.ts';

/** A bar with words; one that only shows that it goes on where nobody knows how far. */
export function progress(told: string, number: number | null): TemplateResult {
  const job = number === null ? undefined : jobOf(number);
  const known = job !== undefined && job.total > 1;
  return html`<div class="running" role="status">
    <span>${told}${known ? html` <span class="figures">${job.done}/${job.total}</span>` : nothing}</span>
    ${
      known
        ? html`<progress aria-label=${told} max=${job.total} value=${job.done}></progress>`
        : html`<progress aria-label=${told}></progress>`
    }
  </div>`;
}
