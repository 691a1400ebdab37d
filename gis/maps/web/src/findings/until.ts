/** Days as date fields have them, and the moment at which they end here. */

/** The day in some days or months from now: `2027-03-31`. */
export function dayIn(
  { days = 0, months = 0 }: { readonly days?: number; readonly months?: number },
  now = new Date(),
): string {
  const day = new Date(now.getFullYear(), now.getMonth() + months, now.getDate() + days);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The last second of a day in the reader's time zone, as the service takes it. */
export function endOf(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
