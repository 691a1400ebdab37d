import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-toolbar')
export class WgToolbar extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
