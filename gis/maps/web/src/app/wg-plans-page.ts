import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-plans-page')
export class WgPlansPage extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
