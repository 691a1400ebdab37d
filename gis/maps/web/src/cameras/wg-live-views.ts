/** Live views that are open, side by side: four at most. */
import { SignalWatcher } from '@lit-labs/signals';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { dictionary } from '../ui/words.ts';
import { views } from './views.ts';
import './wg-live-view.ts';

const say = dictionary({ views: ['实时画面', 'Live views'] });

@customElement('wg-live-views')
export class WgLiveViews extends SignalWatcher(LitElement) {
  static override styles = css`
    :host {
      display: block;
    }
    .tiles {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
      gap: 6px;
    }
  `;

  override render(): TemplateResult | typeof nothing {
    const open = views.get();
    return open.length === 0
      ? nothing
      : html`<div class="tiles" role="group" aria-label=${say.views()}>
          ${repeat(
            open,
            (view) => view.camera.id,
            (view) => html`<wg-live-view .view=${view}></wg-live-view>`,
          )}
        </div>`;
  }
}
