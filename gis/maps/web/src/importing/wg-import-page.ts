import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-import-page')
export class WgImportPage extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
