/** How the player of patrols looks. */
import { css } from 'lit';
import { controls } from '../ui/controls.ts';

export const playerStyles = [
  controls,
  css`
    :host {
      display: block;
    }
    .player {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 340px;
      gap: 16px;
      align-items: start;
    }
    @media (width <= 900px) {
      .player {
        grid-template-columns: minmax(0, 1fr);
      }
    }
    .nothing {
      display: grid;
      gap: 8px;
      place-content: center;
      justify-items: center;
      aspect-ratio: 16 / 9;
      padding: 24px;
      border-radius: 8px;
      background: #0c1116;
      color: #c3ccd4;
      text-align: center;
    }
    .side {
      display: grid;
      gap: 12px;
      min-width: 0;
    }
    h2 {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    progress {
      width: 100%;
      height: 6px;
      border: 0;
      border-radius: 3px;
      overflow: hidden;
      appearance: none;
      background: var(--line);
    }
    progress::-webkit-progress-bar {
      background: var(--line);
    }
    progress::-webkit-progress-value {
      background: var(--accent);
    }
    progress::-moz-progress-bar {
      background: var(--accent);
    }
    .marks {
      display: grid;
      grid-template-columns: repeat(3, 1fr);
      gap: 6px;
    }
    .marks button {
      flex-direction: column;
      gap: 2px;
      min-height: 60px;
      padding: 4px;
      font-size: var(--small);
      white-space: normal;
    }
    .marks .good {
      color: var(--good);
    }
    .marks .danger {
      color: var(--danger);
    }
    .marks .high {
      color: var(--high);
    }
    .marks [aria-pressed='true'] {
      border-color: currentcolor;
      background: color-mix(in srgb, currentcolor 12%, var(--card));
    }
    .keys {
      display: flex;
      gap: 6px;
    }
    .keys .end {
      margin-inline-start: auto;
    }
    ol {
      display: grid;
      max-height: 320px;
      margin: 0;
      padding: 0;
      border: 1px solid var(--line);
      border-radius: 8px;
      overflow: auto;
      background: var(--card);
      list-style: none;
    }
    li {
      display: flex;
      gap: 8px;
      align-items: center;
      min-height: 36px;
      padding: 0 12px;
      border-bottom: 1px solid var(--line);
    }
    li:last-child {
      border-bottom: 0;
    }
    li[aria-current] {
      background: var(--accent-soft);
      font-weight: 600;
    }
    li .name {
      flex: 1;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .summary {
      display: grid;
      gap: 16px;
      justify-items: center;
      max-width: 560px;
      margin: 32px auto;
      padding: 24px;
      border: 1px solid var(--line);
      border-radius: 10px;
      background: var(--card);
    }
    dl {
      display: flex;
      gap: 24px;
      margin: 0;
    }
    dl div {
      display: grid;
      justify-items: center;
    }
    dt {
      display: inline-flex;
      gap: 6px;
      align-items: center;
      color: var(--muted);
    }
    .good dt {
      color: var(--good);
    }
    .danger dt {
      color: var(--danger);
    }
    .high dt {
      color: var(--high);
    }
    dd {
      margin: 0;
      font-size: 28px;
      font-weight: 650;
    }
  `,
];
