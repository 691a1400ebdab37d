/** Styles of the map's element. */
import { css, unsafeCSS } from 'lit';
import maplibreCss from 'maplibre-gl/dist/maplibre-gl.css?inline';
import { controls } from '../ui/controls.ts';

export const mapStyles = [
  unsafeCSS(maplibreCss),
  controls,
  css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      background: var(--paper);
    }
    .canvas {
      position: absolute;
      inset: 0;
      font: var(--small) / 1.5 var(--sans);
    }
    .canvas canvas:focus-visible {
      outline: 3px solid var(--focus);
      outline-offset: -3px;
    }
    .empty {
      position: absolute;
      inset: 40% 0 auto;
    }
    wg-map-legend {
      position: absolute;
      inset-block-end: 40px;
      inset-inline-start: 12px;
    }
    wg-map-controls {
      position: absolute;
      inset-block-end: 12px;
      inset-inline-end: 12px;
    }
    .maplibregl-ctrl-bottom-left .maplibregl-ctrl {
      margin: 0 0 12px 12px;
    }
    .maplibregl-ctrl-scale {
      padding: 0 6px;
      border-color: var(--ink);
      border-width: 1.5px;
      background: color-mix(in srgb, var(--raised) 80%, transparent);
      color: var(--ink);
      font-size: 11.5px;
      line-height: 16px;
    }
    .presence {
      padding: 0 8px 0 6px;
      border: 1px solid var(--notice);
      border-radius: 999px;
      background: var(--notice-soft);
      color: var(--notice);
      font-size: var(--small);
      line-height: 20px;
      white-space: nowrap;
      pointer-events: none;
    }
    .presence::before {
      content: '';
      display: inline-block;
      width: 7px;
      height: 7px;
      margin-inline-end: 5px;
      border-radius: 50%;
      background: var(--notice);
      vertical-align: 1px;
    }
  `,
];
