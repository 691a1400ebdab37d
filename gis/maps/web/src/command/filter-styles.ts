/** Styles of the filters. */
import { css } from 'lit';

export const filterStyles = css`
  :host {
    display: block;
    padding: 0 8px 12px;
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 32px;
    padding-inline: 4px;
  }
  h2 {
    font-size: var(--text);
  }
  .small {
    min-height: 26px;
    padding: 0 8px;
    font-size: var(--small);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0 0 8px;
    padding: 0 4px;
    list-style: none;
  }
  .chips li {
    min-width: 0;
  }
  .chip {
    max-width: 100%;
    min-height: 26px;
    padding: 0 8px;
    border-color: var(--accent);
    border-radius: 999px;
    background: var(--accent-soft);
    color: var(--accent);
    font-size: var(--small);
  }
  .chip span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip svg {
    flex: none;
  }
  details {
    border-top: 1px solid var(--line);
  }
  summary {
    padding: 6px 4px;
    font-weight: 600;
    cursor: pointer;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rows {
    padding-bottom: 8px;
  }
  .branch {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    align-items: center;
  }
  .depth1 > .branch {
    padding-inline-start: 16px;
  }
  .depth2 > .branch {
    padding-inline-start: 32px;
  }
  .fold {
    width: 24px;
    min-height: 24px;
    padding: 0;
  }
  button.fold::before {
    content: '';
    width: 0;
    border-block: 4px solid transparent;
    border-inline-start: 6px solid var(--muted);
  }
  button.fold[aria-expanded='true']::before {
    rotate: 90deg;
  }
  .pick {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto;
    gap: 8px;
    align-items: center;
    min-height: 26px;
    padding: 0 4px;
    border-radius: 4px;
    font-weight: 400;
    cursor: pointer;
  }
  .pick:hover {
    background: color-mix(in srgb, var(--ink) 6%, transparent);
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .count {
    color: var(--muted);
    font-size: var(--small);
    font-variant-numeric: tabular-nums;
  }
  .none {
    padding: 4px;
  }
  @media (pointer: coarse) {
    .pick,
    .chip,
    .small {
      min-height: 40px;
    }
  }
`;
