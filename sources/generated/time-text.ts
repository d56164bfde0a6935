/** Lengths of time in milliseconds. */
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const year = 365.25 * day;

const twos: readonly string[] = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const two = (value: number) => twos[value] ?? '';

const dates = new Map<number, string>();
/** Days in memory: five centuries would be fewer. */
const mostDates = 200_000;

/** `YYYY-MM-DD`, UTC. Dates come again and again, and a Date object costs as much as a record does. */
export function isoDate(millis: number): string {
  const number = Math.floor(millis / day);
  const known = dates.get(number);
  if (known !== undefined) return known;
  const text = new Date(number * day).toISOString().slice(0, 10);
  if (dates.size < mostDates) dates.set(number, text);
  return text;
}

/** `YYYY-MM-DDThh:mm:ssZ`; what is less than a second is cut off. */
export function isoInstant(millis: number): string {
  const seconds = Math.floor(millis / 1000);
  const ofDay = ((seconds % 86_400) + 86_400) % 86_400;
  const hours = Math.floor(ofDay / 3600);
  const minutes = Math.floor(ofDay / 60) % 60;
  return `${isoDate(millis)}T${two(hours)}:${two(minutes)}:${two(ofDay % 60)}Z`;
}
