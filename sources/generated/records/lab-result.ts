import { type Change, changesOf, type Data } from '../change.ts';
import type { Random } from '../random.ts';
import { day, hour, isoInstant, minute } from '../time-text.ts';
import { randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';

/** Shares of the results that are told before they are final, and that are put right afterwards. */
const preliminaryShare = 0.15;
const correctedShare = 0.02;
/** Share of the numbers that lie below what the analyser can measure. */
const belowLimitShare = 0.02;

/** The tests of one specimen: in about every third visit, and in every stay. */
export function labResultChanges(visit: Visit): Change[] {
  const random = randomOf(visit, 'lab_result');
  if (!visit.kind.needsReason && !random.chance(0.3)) return [];
  const collected = visit.start + 10 * minute;
  const tests = words.labTests.filter(() => random.chance(0.4));
  return tests.flatMap((test) => resultChanges(visit, random, test, collected));
}

function resultChanges(visit: Visit, random: Random, test: words.LabTest, collected: number): Change[] {
  const resulted = collected + random.integer(40, 300) * minute;
  // Known when the visit is: a short one is written down when it is over.
  const known = Math.max(resulted, visit.end);
  const result: Data = {
    lab_result_id: random.uuid(),
    patient_id: visit.person.id,
    encounter_id: visit.id,
    provider_id: visit.provider.id,
    organization_id: visit.provider.organization.id,
    lab_test_id: test.code,
    description: test.display === '' ? undefined : test.display,
    collected_at: isoInstant(collected),
    resulted_at: isoInstant(resulted),
    ...measured(random, visit, test),
    status: 'final',
  };
  const states = [{ data: result, at: known }];
  if (random.chance(preliminaryShare)) {
    const preliminary = { ...result, ...measured(random, visit, test), status: 'preliminary' };
    states.unshift({ data: preliminary, at: known });
    states[1] = { data: result, at: known + 5 * hour };
  }
  if (random.chance(correctedShare)) {
    const corrected = { ...result, ...measured(random, visit, test), status: 'corrected' };
    states.push({ data: corrected, at: (states.at(-1)?.at ?? known) + random.integer(1, 6) * day });
  }
  return changesOf('lab_result', states);
}

/** A number with its range and flag; of those who are ill, many lie outside. */
function measured(random: Random, visit: Visit, test: words.LabTest): Data {
  const { low, high, decimals, unit } = test;
  const ill = visit.illness !== null || visit.kind.needsReason ? 1.1 : 0.55;
  const value = Math.max(low * 0.05, (low + high) / 2 + ((high - low) / 2) * ill * random.normal());
  const range = { unit, reference_low: low, reference_high: high };
  if (random.chance(belowLimitShare)) {
    return { comparator: '<', value: rounded(low * 0.4, decimals), ...range, interpretation: 'L' };
  }
  return { value: rounded(value, decimals), ...range, interpretation: flagOf(value, test) };
}

/** L and H outside of the range, doubled beyond what a laboratory calls by telephone. */
function flagOf(value: number, { low, high, criticalLow, criticalHigh }: words.LabTest): string {
  if (value < criticalLow) return 'LL';
  if (value > criticalHigh) return 'HH';
  if (value < low) return 'L';
  return value > high ? 'H' : 'N';
}

const rounded = (value: number, decimals: number) => Number(value.toFixed(decimals));
