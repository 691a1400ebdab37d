/** Fields of the form of a proposal. */
import { html, type TemplateResult } from 'lit';
import { dictionary, either, type Pair } from '../ui/words.ts';
import type { Band } from './proposal.ts';

const say = dictionary({
  from: ['下限', 'From'],
  to: ['上限', 'To'],
});

/** Two numbers, the lower and the upper end. */
export function range(said: string, band: Band, change: (band: Band) => void): TemplateResult {
  const end = (side: keyof Band, label: string) => html`<input
    type="number"
    min="1"
    aria-label="${said} ${label}"
    .value=${String(band[side])}
    @input=${(event: Event) => change({ ...band, [side]: Number(given(event)) })}
  />`;
  return html`<div class="range" role="group" aria-label=${said}>
    <span class="label">${said}</span>
    <span class="ends">${end('lower', say.from())}<span>–</span>${end('upper', say.to())}</span>
  </div>`;
}

/** Something to tick or to choose, with what it means below its name. */
export function card(
  type: 'checkbox' | 'radio',
  name: string,
  on: boolean,
  words: { readonly name: Pair; readonly means: Pair },
  { choose, disabled = false }: { choose: () => void; disabled?: boolean },
): TemplateResult {
  return html`<label class="card ${on ? 'on' : ''}">
    <input type=${type} name=${name} .checked=${on} ?disabled=${disabled} @change=${choose} />
    <span>${either(words.name)}<small>${either(words.means)}</small></span>
  </label>`;
}

/** One of a few. */
export function radios<T extends string>(
  name: string,
  said: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`<div class="radios" role="radiogroup" aria-label=${said}>
    <span class="label">${said}</span>
    ${options.map(
      ([value, text]) => html`<label class="inline">
        <input
          type="radio"
          name=${name}
          .checked=${value === chosen}
          @change=${() => choose(value)}
        />${text}
      </label>`,
    )}
  </div>`;
}

/** What somebody typed or chose. */
export function given(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
