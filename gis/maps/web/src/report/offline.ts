/** Lets the page open without a network; see public/snap-worker.js. */

const WORKER = '/snap-worker.js';
const SCOPE = '/snap';
/** Files are told some time after the page is there, when all of its parts have come. */
const SETTLED_MS = 4000;

/** Keep the page on this phone. Browsers that cannot, and pages that are not secure, go without. */
export async function keepPage(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) {
    return;
  }
  try {
    await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
    const { active } = await navigator.serviceWorker.ready;
    setTimeout(() => active?.postMessage({ files: files() }), SETTLED_MS);
  } catch {
    // Forbidden by the browser's settings: the page works with a network only.
  }
}

/** Addresses of all that the page has fetched of itself. */
function files(): string[] {
  const found = performance.getEntriesByType('resource').map((entry) => entry.name);
  return [...new Set(found.filter((name) => name.startsWith(`${location.origin}/assets/`)))];
}
