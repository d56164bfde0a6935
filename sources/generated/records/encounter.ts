import { dollars } from '../amounts.ts';
import { type Change, changesOf, type Data } from '../change.ts';
import { day, isoInstant } from '../time-text.ts';
import { isStay, randomOf, type Visit } from '../visit.ts';
import * as words from '../vocabulary.ts';

/** Share of the encounters that are put right later. */
const correctedShare = 0.03;

/**
 * An encounter: open from its start where it lasts, with its end and costs once it is over, some put right weeks later.
 * One that was registered by mistake is taken back.
 */
export function encounterChanges(visit: Visit): Change[] {
  const { person, kind, type, illness, provider, start, end } = visit;
  const random = randomOf(visit, 'encounter');
  const begun: Data = {
    encounter_id: visit.id,
    patient_id: person.id,
    organization_id: provider.organization.id,
    provider_id: provider.id,
    payer_id: visit.cover.payer.id,
    encounter_class: kind.encounterClass,
    code: type.code,
    description: type.display,
    reason_code: illness?.code,
    reason_description: illness?.display,
    started_at: isoInstant(start),
  };
  if (visit.isMistake) return mistaken(begun, start);
  const over: Data = {
    ...begun,
    ended_at: isoInstant(end),
    base_encounter_cost: dollars(kind.baseCents),
    total_claim_cost: dollars(visit.totalCents),
    payer_coverage: dollars(visit.coveredCents),
  };
  const states = [{ data: over, at: end }];
  if (isStay(visit) || random.chance(0.08)) states.unshift({ data: begun, at: start });
  if (random.chance(correctedShare)) {
    const found = random.pick(words.acuteIllnesses);
    const data = { ...over, reason_code: found.code, reason_description: found.display };
    states.push({ data, at: end + random.integer(3, 60) * day });
  }
  return changesOf('encounter', states);
}

function mistaken(data: Data, at: number): Change[] {
  return [
    { contract: 'encounter', data, at, revision: 1, operation: 'changed' },
    { contract: 'encounter', data, at: at + 3 * day, revision: 2, operation: 'deleted' },
  ];
}
