/** Styles of wg-deciding: what is decided on the left, the map beside it, the end below. */
import { css } from 'lit';

export const deciding = css`
  :host {
    display: grid;
    grid-template-columns: minmax(480px, 46%) minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr) auto;
    height: 100%;
  }
  .decide {
    display: flex;
    flex-direction: column;
    gap: 24px;
    padding: 20px 24px 32px;
    overflow: auto;
    border-inline-end: 1px solid var(--line);
    background: var(--card);
  }
  .decide[inert] {
    opacity: 0.6;
  }
  header {
    display: flex;
    gap: 16px;
    align-items: start;
    justify-content: space-between;
  }
  header .hint {
    overflow-wrap: anywhere;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
  }
  h2 {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    overflow-wrap: anywhere;
  }
  h2 .badge {
    font-weight: 400;
  }
  .refused {
    margin: 0;
    padding-inline-start: 28px;
  }
  .persons {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 8px;
    padding: 8px 12px;
    border-radius: var(--radius);
    background: var(--high-soft);
    overflow-wrap: anywhere;
  }
  .persons > svg {
    margin-top: 2px;
    color: var(--high);
  }
  .persons label {
    flex-wrap: wrap;
    gap: 2px 8px;
  }
  .tick {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    font-weight: 600;
  }
  wg-import-map {
    min-height: 0;
  }
  .end {
    display: flex;
    grid-column: 1 / -1;
    gap: 16px;
    align-items: center;
    padding: 10px 24px;
    border-top: 1px solid var(--line);
    background: var(--raised);
  }
  .end label {
    display: flex;
    flex: 1;
    gap: 12px;
    align-items: center;
    max-width: 640px;
    white-space: nowrap;
  }
  .end .hint {
    margin-inline-start: auto;
  }
  .end .primary {
    min-width: 96px;
  }
  .end progress {
    flex: 1;
    max-width: 640px;
    height: 8px;
    accent-color: var(--accent);
  }
  .end span[role='status'] {
    min-width: 12em;
  }
  .end > button:last-child {
    margin-inline-start: auto;
  }
  .end .hint + button:last-child {
    margin-inline-start: 0;
  }
  @media (width <= 860px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto 50vh auto;
      height: auto;
    }
  }
`;
