/** Opens the page of reports without a network: its document and its files, nothing of the service.
 *
 * Files have their content in their name, so a kept one is never old; the document comes from the
 * network whenever there is one.
 */
const KEPT = 'wangge-snap-1';
const PAGE = '/snap';
const ASSETS = '/assets/';
/** Milliseconds after which a bad network counts as none, where the document is kept. */
const PATIENCE = 4000;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(begin()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) {
    return;
  }
  if (request.mode === 'navigate' && (pathname === PAGE || pathname.startsWith(`${PAGE}/`))) {
    event.respondWith(page(request));
  } else if (pathname.startsWith(ASSETS)) {
    event.respondWith(asset(request));
  }
});

/** The page tells which files it is made of: they are kept, and those of an older page go. */
self.addEventListener('message', (event) => {
  if (Array.isArray(event.data?.files)) {
    event.waitUntil(keep(event.data.files));
  }
});

async function begin() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(PAGE);
  try {
    const found = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (found.ok) {
      await cache.put(PAGE, found.clone());
    }
    return found.status >= 500 && kept ? kept : found;
  } catch (error) {
    if (kept) {
      return kept;
    }
    throw error;
  }
}

async function asset(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request.url);
  if (kept) {
    return kept;
  }
  const found = await fetch(request);
  if (found.ok) {
    await cache.put(request.url, found.clone());
  }
  return found;
}

async function keep(files) {
  const wanted = new Set(files.filter((file) => new URL(file).pathname.startsWith(ASSETS)));
  const cache = await caches.open(KEPT);
  const known = new Set((await cache.keys()).map((request) => request.url));
  await Promise.all(
    [...known]
      .filter((url) => new URL(url).pathname.startsWith(ASSETS) && !wanted.has(url))
      .map((url) => cache.delete(url)),
  );
  // One that fails is fetched when it is needed.
  await Promise.allSettled(
    [...wanted].filter((url) => !known.has(url)).map((url) => cache.add(url)),
  );
  if (!known.has(new URL(PAGE, self.location.origin).href)) {
    await cache.add(PAGE).catch(() => undefined);
  }
}
