import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-band-panel')
export class WgBandPanel extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
