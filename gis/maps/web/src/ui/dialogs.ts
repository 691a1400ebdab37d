/** Dialogs that are made when they are needed and go when they are closed. */

/** Show a dialog element (one with a `closed` event) over the page, wherever one is. */
export function present<T extends HTMLElement>(element: T): T {
  const before = document.activeElement;
  element.addEventListener(
    'closed',
    () => {
      element.remove();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    },
    { once: true },
  );
  document.body.append(element);
  return element;
}
