/** What a new password must be like. */

/** Least number of characters, as the service wants it. */
export const SHORTEST = 12;

export type Fault =
  | { readonly kind: 'short'; readonly missing: number }
  | { readonly kind: 'different' };

/** What is wrong with a password that was typed twice; null where nothing is. */
export function faultOf(chosen: string, again: string): Fault | null {
  // The service counts code points, not halves of them.
  const length = [...chosen].length;
  if (length < SHORTEST) {
    return { kind: 'short', missing: SHORTEST - length };
  }
  return chosen === again ? null : { kind: 'different' };
}
