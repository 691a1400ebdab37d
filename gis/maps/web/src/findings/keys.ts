/** Keys that work on the plan's page wherever the focus is, unless somebody types. */

const TYPING = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]';

/** The letter of a key press that is meant for a panel; null where it is meant for something else. */
export function letterOf(event: KeyboardEvent): string | null {
  const [target] = event.composedPath();
  const typing = target instanceof Element && target.closest(TYPING) !== null;
  const held = event.ctrlKey || event.metaKey || event.altKey;
  const busy = document.querySelector('dialog[open]') !== null || inDialog(event);
  if (typing || held || busy || event.defaultPrevented || !/^[a-z]$/i.test(event.key)) {
    return null;
  }
  return event.key.toUpperCase();
}

function inDialog(event: KeyboardEvent): boolean {
  return event.composedPath().some((one) => one instanceof HTMLDialogElement && one.open);
}
