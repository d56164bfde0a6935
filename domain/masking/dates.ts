/**
 * Dates as masking leaves them: moved, or as years and ages. Days are `YYYY-MM-DD`; an instant is one with a time behind
 * it; a partial date is `YYYY` or `YYYY-MM`.
 */

const daysOfWeek = 7;
const msOfDay = 86_400_000;
const yearLength = 4;
const dayLength = 10;
/** A shift of whole weeks keeps the day of the week; up to 52 of them is a year, so the season does not stay. */
const longestShiftWeeks = 52;
/** HMAC-SHA-256 of a text, as 32 characters of one byte each (createHmacSha256 in token.ts). */
export type Hmac = (text: string) => string;

/**
 * Days by which all dates of a patient are moved: -7 to -364, a multiple of 7, never 0. The key of `hmac` is one of its own:
 * whoever knows a true date of a patient knows this number, and must learn nothing of tokens by it.
 *
 * Always backwards: what has happened by now has happened by now when it is moved. A number of either sign would put some
 * dates behind now, and pulling those back to now would change the intervals that the shift is there to keep. The price is
 * one bit: a reader knows that the true date is later, by one of 52 numbers of weeks.
 * @param patient what stands for the patient wherever dates of the patient are masked: the token
 */
export function daysOfPatient(hmac: Hmac, patient: string): number {
  const digest = hmac(patient);
  let number = 0;
  // 48 bits: no number of weeks is more likely than another by more than 52 / 2^48.
  for (let at = 0; at < 6; at += 1) number = number * 256 + digest.charCodeAt(at);
  return -daysOfWeek * (1 + (number % longestShiftWeeks));
}

/**
 * A date that is moved by whole days. An instant keeps its time and offset, so intervals stay to the microsecond. Of a
 * partial date the year is left, which no shift can hide or keep; of what comes before the year 1 nothing (null).
 * @param date a day, an instant or a partial date
 */
export function shiftDate(date: string, days: number): string | null {
  if (date.length < dayLength) return date.slice(0, yearLength);
  const at = Date.parse(`${date.slice(0, dayLength)}T00:00:00Z`) + days * msOfDay;
  const day = new Date(at).toJSON().slice(0, dayLength);
  return /^(?!0000)\d{4}-/.test(day) ? day + date.slice(dayLength) : null;
}

/** The year of a day, an instant or a partial date, as it is written: the year of its own offset. */
export function yearOf(date: string): number {
  return Number(date.slice(0, yearLength));
}

/**
 * Age in whole years on a day: a birthday not yet reached counts one less, and who was born on February 29 has birthday on
 * March 1 of other years. Negative before the birth.
 * @param birthDay `YYYY-MM-DD`
 * @param day a day or an instant
 */
export function ageOn(birthDay: string, day: string): number {
  // As text, 02-29 lies between 02-28 and 03-01: in a year without it, the first day that reaches it is March 1.
  const isBeforeBirthday = day.slice(5, 10) < birthDay.slice(5, 10);
  return yearOf(day) - yearOf(birthDay) - (isBeforeBirthday ? 1 : 0);
}

/** From this age on all are one group, and their year of birth is left out: 45 CFR 164.514(b)(2)(i)(C). */
export const topAge = 90;
export const topAgeGroup = `${topAge}+`;

/**
 * Age as Safe Harbor lets it be told: `0` to `89`, or `90+`. Of a partial date of birth, the group if the person could be in
 * it, the age if there is only one, else null; null before the birth.
 * @param birthDate a day or a partial date
 * @param day a day or an instant
 */
export function ageGroup(birthDate: string, day: string): string | null {
  const known = birthDate.length - yearLength;
  const oldest = ageOn(birthDate + '-01-01'.slice(known), day);
  const youngest = ageOn(birthDate + '-12-31'.slice(known), day);
  if (oldest >= topAge) return topAgeGroup;
  return oldest === youngest && oldest >= 0 ? String(oldest) : null;
}

/** The year of birth; null where the person is or was 90 or older in `latestYear`, birthday or not. */
export function birthYearUnder90(birthDate: string, latestYear: number): number | null {
  const year = yearOf(birthDate);
  return latestYear - year >= topAge ? null : year;
}
