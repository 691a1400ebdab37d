import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-map')
export class WgMap extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
