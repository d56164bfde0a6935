import { type Change, changesOf, type Data } from '../change.ts';
import { type Cover, livesEnd, type Person } from '../person.ts';
import { day, isoInstant } from '../time-text.ts';

/** How long before it begins a coverage is agreed. */
const noticeDays = 30;

/** The coverage of a person by a payer: agreed before it begins, and over when the next one begins. */
export function coveragePeriodChanges(person: Person, cover: Cover): Change[] {
  const enrolled = Math.max(person.joined, cover.from - noticeDays * day);
  const begun: Data = {
    patient_id: person.id,
    payer_id: cover.payer.id,
    member_id: cover.payer.isInsurance ? cover.memberId : undefined,
    started_at: isoInstant(cover.from),
    enrolled_at: isoInstant(enrolled),
    plan_id: cover.plan?.id,
    policy_holder: 'Self',
  };
  const states = [{ data: begun, at: enrolled }];
  if (cover.until < livesEnd && cover.until < person.death) {
    states.push({ data: { ...begun, ended_at: isoInstant(cover.until) }, at: cover.until });
  }
  return cover.from > person.death ? [] : changesOf('coverage_period', states);
}
