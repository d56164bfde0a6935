import { dollars } from '../amounts.ts';
import { type Change, once } from '../change.ts';
import { type Cover, coverAt, type Person } from '../person.ts';
import { agreedOn } from '../settlement.ts';
import { day, hour, isoInstant } from '../time-text.ts';
import { visitsOf } from '../visit.ts';

/** Days after the end of a year until its sums are known. */
const closingDays = 5;

export interface YearOfExpense {
  readonly change: Change;
  readonly cover: Cover;
}

/** What the care of a person cost in each year that was over by a time, and who bore it. */
export function patientExpenses(person: Person, until: number): YearOfExpense[] {
  const sums = new Map<number, { own: number; covered: number }>();
  for (const visit of visitsOf(person, until)) {
    if (visit.isMistake) continue;
    const year = new Date(visit.start).getUTCFullYear();
    const sum = sums.get(year) ?? { own: 0, covered: 0 };
    const { patient, paid } = agreedOn(visit);
    sum.own += patient;
    sum.covered += paid;
    sums.set(year, sum);
  }
  return [...sums].flatMap(([year, { own, covered }]) => {
    const begins = Date.UTC(year, 0, 1);
    const closed = Date.UTC(year + 1, 0, 1) + closingDays * day + 9 * hour;
    const cover = coverAt(person, Math.max(begins, person.joined));
    if (closed > until || cover === undefined) return [];
    const data = {
      patient_id: person.id,
      payer_id: cover.payer.id,
      year_started_at: isoInstant(begins),
      out_of_pocket_cost: dollars(own),
      premium_cost: dollars(cover.plan === null ? 0 : cover.plan.premiumCents * 12),
      covered_cost: dollars(covered),
    };
    return [{ change: once('patient_expense', data, closed), cover }];
  });
}
