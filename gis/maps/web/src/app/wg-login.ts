import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-login')
export class WgLogin extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
