/** Parts that the panels of the command centre share. */
import { html, nothing, type TemplateResult } from 'lit';
import { goCommand } from '../app/route.ts';
import { dictionary } from '../ui/words.ts';
import type { Answer } from './answer.ts';
import { commandMap } from './contract.ts';
import { shownRoute } from './sight.ts';

const say = dictionary({
  loading: ['正在计算……', 'Counting ...'],
  again: ['重试', 'Try again'],
});
const ZOOM = 14;

/** Why there is nothing yet; nothing where there is an answer. */
export function waiting<T>(answer: Answer<T>): TemplateResult | typeof nothing {
  if (answer.problem) {
    return html`<div class="error" role="alert">
      <p>${answer.problem.told}</p>
      <button class="small" @click=${() => answer.again()}>${say.again()}</button>
    </div>`;
  }
  return answer.value === null
    ? html`<p class="empty" role="status">${say.loading()}</p>`
    : nothing;
}

/** Choose a grid and look at it; the chosen one again: no grid. */
export function choose(code: string, at: readonly [number, number] | null): void {
  const chosen = shownRoute.get().grid === code;
  goCommand({ grid: chosen ? null : code });
  if (!chosen && at) {
    commandMap.get()?.fly(at, ZOOM);
  }
}

/** The button that names a grid in a table. */
export function gridButton(
  code: string,
  name: string,
  at: readonly [number, number] | null,
): TemplateResult {
  return html`<td class="name">
    <button title=${`${name} ${code}`} @click=${() => choose(code, at)}>${name}</button>
  </td>`;
}
