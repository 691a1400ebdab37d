import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('wg-jobs-page')
export class WgJobsPage extends LitElement {
  override render(): TemplateResult {
    return html``;
  }
}
