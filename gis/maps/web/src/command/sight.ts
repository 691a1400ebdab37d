/** What is looked at now: the address, the time and what was opened on the page. */
import { computed, signal } from '@lit-labs/signals';
import { me } from '../api/session.ts';
import { type CommandRoute, commandRoute } from '../app/command-route.ts';
import { route } from '../app/route.ts';
import { commandStore } from './contract.ts';
import type { Facet, SharesBy, Sight } from './sources.ts';
import { spanOf } from './time.ts';

/** Roles that see tickets; others see counts only. */
const SEE_TICKETS = new Set<string>(['commander', 'worker', 'supervisor', 'checker', 'auditor']);

/** How far the timeline is zoomed out: doublings of its usual length. */
export const timelineZoom = signal(0);
export const sharesBy = signal<SharesBy>('grid');
/** Kinds of filters that are open. */
export const openFacets = signal<ReadonlySet<Facet>>(new Set(['category', 'channel']));

/** The address; the plain one where the page is another. */
export const shownRoute = computed<CommandRoute>(() => {
  const now = route.get();
  return now.page === 'command' ? now : commandRoute();
});

/** Whether the caller may see tickets somewhere, not only counts. */
export const seesTickets = computed(() =>
  (me.get()?.grants ?? []).some(({ role }) => SEE_TICKETS.has(role)),
);

/** The window that is shown; null until the service has told the time. */
export const shownSpan = computed(() => {
  const store = commandStore.get();
  return store?.info() ? spanOf(shownRoute.get().when, store.now()) : null;
});

export const sight = computed<Sight | null>(() => {
  const [store, span] = [commandStore.get(), shownSpan.get()];
  return store && span
    ? {
        route: shownRoute.get(),
        span,
        now: store.now(),
        revision: store.revision(),
        alarms: store.alerts(),
        zoom: timelineZoom.get(),
        sharesBy: sharesBy.get(),
        open: openFacets.get(),
        tickets: seesTickets.get(),
      }
    : null;
});
