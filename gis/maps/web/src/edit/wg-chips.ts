import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-chips')
export class WgChips extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
