import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-inspector')
export class WgInspector extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
