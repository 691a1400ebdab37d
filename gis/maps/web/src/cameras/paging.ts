/** Lists that go on. */

/** Number after which the next page begins, from the address that the service gives for it. */
export function nextOf(address: string | null): number | null {
  if (address === null) {
    return null;
  }
  const after = new URL(address, 'http://service').searchParams.get('after');
  return after === null ? null : Number(after) || null;
}
