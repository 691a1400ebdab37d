/** How the command centre's page is divided; a wall has larger letters and nothing to click. */
import { css } from 'lit';

export const pageStyles = css`
  :host {
    display: grid;
    grid-template:
      'left stage right nav' minmax(0, 1fr)
      'left time right nav' 152px
      / 320px minmax(0, 1fr) 400px auto;
    height: 100%;
    background: var(--card);
  }
  .left {
    grid-area: left;
    min-height: 0;
    overflow: auto;
    border-inline-end: 1px solid var(--line);
  }
  .stage {
    position: relative;
    grid-area: stage;
    min-width: 0;
    min-height: 0;
  }
  wg-command-map {
    position: absolute;
    inset: 0;
  }
  .over {
    position: absolute;
    inset: 12px 12px auto;
    z-index: 2;
    display: flex;
    gap: 12px;
    align-items: flex-start;
    justify-content: space-between;
    pointer-events: none;
  }
  .over > * {
    pointer-events: auto;
  }
  .right {
    position: relative;
    grid-area: right;
    min-height: 0;
    overflow: hidden;
    border-inline-start: 1px solid var(--line);
  }
  .panel {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    height: 100%;
    min-height: 0;
  }
  wg-ticket-drawer {
    position: absolute;
    inset: 0;
    z-index: 2;
  }
  nav {
    display: flex;
    grid-area: nav;
    flex-direction: column;
    gap: 4px;
    min-height: 0;
    padding: 8px 4px;
    overflow: auto;
    border-inline-start: 1px solid var(--line);
  }
  nav button {
    flex: none;
    flex-direction: column;
    gap: 3px;
    width: 60px;
    min-height: 48px;
    padding: 4px 2px;
    font-size: 12px;
    line-height: 1.2;
  }
  .space {
    flex: 1;
  }
  wg-timeline {
    grid-area: time;
  }
  .opening,
  :host > .error {
    grid-area: stage;
    place-self: center;
  }
  .left wg-ranking-panel {
    min-height: 0;
    border-top: 1px solid var(--line);
  }
  .leave {
    position: absolute;
    inset: 12px 12px auto auto;
    z-index: 3;
    opacity: 0;
  }
  .stage:hover .leave,
  .leave:focus-visible {
    opacity: 1;
  }
  :host([wall]) {
    --text: 18px;
    --small: 16px;
    grid-template:
      'left stage right' minmax(0, 1fr)
      'time time right' 200px
      / 420px minmax(0, 1fr) 480px;
  }
  :host([wall]) .left {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    overflow: hidden;
  }
  @media (width <= 1500px) {
    :host(:not([wall])) {
      grid-template:
        'left stage right nav' minmax(0, 1fr)
        'time time right nav' 128px
        / 264px minmax(0, 1fr) 328px auto;
    }
  }
`;
