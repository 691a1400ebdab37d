import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-grids-panel')
export class WgGridsPanel extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
