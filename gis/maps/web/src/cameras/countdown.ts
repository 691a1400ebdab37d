/** Times of a live view: how long the permit still serves, how long one has looked. */

/** Seconds until a permit that was not used is over; 0 once it is. */
export function secondsLeft(expires: string, now: number): number {
  const left = Math.ceil((Date.parse(expires) - now) / 1000);
  return Number.isFinite(left) ? Math.max(0, left) : 0;
}

/** Minutes and seconds that have passed: `3:07`, `1:02:09`. */
export function elapsed(since: number, now: number): string {
  const total = Math.max(0, Math.floor((now - since) / 1000));
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
