/** A small picture of a plan; grids out of the band stand out. */

import type { FeatureCollection } from 'geojson';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Band } from './proposal.ts';
import { type Picture, picture, type Shape } from './thumbnail.ts';

const WIDTH = 260;
const MOST_HEIGHT = 180;
/** More grids than that would be specks, and many bytes. */
const MOST_GRIDS = 500;

@customElement('wg-thumbnail')
export class WgThumbnail extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    svg {
      display: block;
      max-width: 100%;
      height: auto;
      margin: 0 auto;
    }
    path {
      fill: var(--accent-soft);
      stroke: var(--accent);
      stroke-width: 0.7;
      stroke-linejoin: round;
    }
    .dedicated {
      fill: var(--line);
    }
    .below {
      fill: color-mix(in srgb, var(--low) 55%, var(--card));
    }
    .above {
      fill: color-mix(in srgb, var(--high) 65%, var(--card));
    }
  `;

  @property({ type: Number }) plan = 0;
  @property({ type: Number }) grids = 0;
  @property({ attribute: false }) band: Band = { lower: 0, upper: Number.MAX_SAFE_INTEGER };
  @state() private picture: Picture | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    const shown = this.picture;
    return shown === null
      ? nothing
      : html`<svg
          viewBox="-1 -1 ${shown.width + 2} ${shown.height + 2}"
          width=${shown.width + 2}
          height=${shown.height + 2}
          aria-hidden="true"
        >
          ${shown.shapes.map(({ path, shape }) => svg`<path class=${this.standing(shape)} d=${path}></path>`)}
        </svg>`;
  }

  private standing({ kind, households }: Shape): string {
    if (kind === 'dedicated') {
      return 'dedicated';
    }
    const { lower, upper } = this.band;
    return households < lower ? 'below' : households > upper ? 'above' : 'within';
  }

  private async load(): Promise<void> {
    if (this.grids > MOST_GRIDS) {
      return;
    }
    const answer = await fetch(`/api/v1/plans/${this.plan}/grids?limit=${MOST_GRIDS}`).catch(
      () => null,
    );
    // A picture is no figure: without it the table says the same.
    if (answer?.ok) {
      const { features } = (await answer.json()) as FeatureCollection;
      const shapes = features.map(({ geometry, properties }) => ({
        geometry,
        households: Number(properties?.households ?? 0),
        kind: String(properties?.kind ?? ''),
      }));
      this.picture = picture(shapes, WIDTH, MOST_HEIGHT);
    }
  }
}
