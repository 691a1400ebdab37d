/** What the queue of findings and the band meter look alike in: a list whose current row opens. */
import { css } from 'lit';

export const list = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    border-bottom: 1px solid var(--line);
    content-visibility: auto;
  }
  li.current {
    background: var(--sunken);
    box-shadow: inset 3px 0 0 var(--accent);
    content-visibility: visible;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 0 12px 10px 40px;
  }
  .acts button.primary kbd {
    border-color: color-mix(in srgb, var(--on-accent) 50%, transparent);
    background: transparent;
    color: inherit;
  }
  wg-remedy {
    margin: 0 12px 12px;
  }
  .end {
    padding: 12px;
    text-align: center;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 6px 12px;
    border-top: 1px solid var(--line);
    color: var(--muted);
    font-size: var(--small);
  }
  @media (pointer: coarse) {
    footer {
      display: none;
    }
  }
`;
