import type { Change } from './change.ts';
import { type Deterioration, deteriorationOf, severityAt } from './deterioration.ts';
import type { Forgery, FraudRule } from './forgery.ts';
import { isoInstant } from './time-text.ts';
import type { Visit } from './visit.ts';

/** What is true of a record and stands in no field of it. */
export type CaseLabel =
  | {
      readonly subject: 'fraud';
      readonly rule: FraudRule;
      /** Records of one case have the same. */
      readonly case: string;
      readonly record: unknown;
    }
  | {
      readonly subject: 'deterioration';
      readonly cause: Deterioration['cause'];
      readonly encounter: string;
      readonly record: unknown;
      readonly from: string;
      readonly worst: string;
      readonly until: string;
    }
  | {
      readonly subject: 'identity';
      /**
       * A second record of a person, rightly merged with the first; or one that was merged with the record of somebody else,
       * and set apart again.
       */
      readonly kind: 'registered_twice' | 'merged' | 'merged_wrongly' | 'unmerged';
      readonly record: unknown;
      /** The other patient record: the first one of the person, or that of somebody else. */
      readonly other: string;
    };

/** The label of a change, if it has one. */
export function labelOf(visit: Visit, billing: Forgery | null, { contract, data }: Change): CaseLabel | null {
  // A pharmacy bills for itself.
  if (billing !== null && contract === billing.labelled && data.claim_type !== 'pharmacy') {
    return { subject: 'fraud', rule: billing.rule, case: billing.case, record: data[`${contract}_id`] };
  }
  return contract === 'vital_sign' ? labelOfSigns(visit, data) : null;
}

function labelOfSigns(visit: Visit, data: Change['data']): CaseLabel | null {
  const episode = deteriorationOf(visit);
  const at = Date.parse(String(data.measured_at));
  if (episode === null || severityAt(episode, at) === 0) return null;
  return {
    subject: 'deterioration',
    cause: episode.cause,
    encounter: visit.id,
    record: data.vital_sign_id,
    from: isoInstant(episode.from),
    worst: isoInstant(episode.worst),
    until: isoInstant(episode.until),
  };
}
