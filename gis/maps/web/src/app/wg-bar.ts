import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-bar')
export class WgBar extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
