import type { RecordOf } from '../../contracts/contract.ts';
import type { claim } from '../../contracts/records/claim.ts';
import type { claimTransaction } from '../../contracts/records/claim-transaction.ts';
import type { GeneratedRecord } from './attached-records.ts';
import { dollars, type Row } from './data-set.ts';
import type { Random } from './random.ts';

const cents = (amount: string) => Math.round(Number(amount) * 100);

/**
 * The claim of an encounter and its ledger: the charge, what the payer paid, and the patient's part, which is transferred
 * and mostly paid. Charges are the encounter's cost, payments of the payer its coverage.
 */
export function claimsOf(random: Random, encounter: Row): GeneratedRecord[] {
  const {
    Id = '',
    PATIENT = '',
    ORGANIZATION = '',
    PROVIDER = '',
    PAYER = '',
    START = '',
    STOP = '',
    CODE = '',
  } = encounter;
  const { REASONCODE = '', TOTAL_CLAIM_COST = '0', PAYER_COVERAGE = '0' } = encounter;
  const total = cents(TOTAL_CLAIM_COST);
  const covered = cents(PAYER_COVERAGE);
  const ownPart = total - covered;
  const isPaid = random.chance(0.8);
  const claimId = random.uuid();
  const ended = STOP === '' ? {} : { ended: STOP };
  const bill: RecordOf<typeof claim> = {
    claim_id: claimId,
    patient_id: PATIENT,
    encounter_id: Id,
    provider_id: PROVIDER,
    supervising_provider_id: PROVIDER,
    primary_payer_id: PAYER,
    claim_type: encounter.ENCOUNTERCLASS === 'inpatient' ? '2' : '1',
    diagnosis_codes: [REASONCODE === '' ? CODE : REASONCODE],
    service_at: START,
    illness_began_at: START,
    primary_status: 'CLOSED',
    patient_status: isPaid ? 'CLOSED' : 'BILLED',
    primary_outstanding: '0.00',
    patient_outstanding: isPaid ? '0.00' : dollars(ownPart),
    ...(ended.ended === undefined ? {} : { primary_billed_at: ended.ended, patient_billed_at: ended.ended }),
  };
  let number = 0;
  const line = (
    amounts: Pick<RecordOf<typeof claimTransaction>, 'transaction_type'> & Partial<RecordOf<typeof claimTransaction>>,
  ): GeneratedRecord => {
    const data: RecordOf<typeof claimTransaction> = {
      claim_transaction_id: random.uuid(),
      claim_id: claimId,
      patient_id: PATIENT,
      encounter_id: Id,
      organization_id: ORGANIZATION,
      provider_id: PROVIDER,
      supervising_provider_id: PROVIDER,
      line_number: String(number),
      service_code: CODE,
      units: 1,
      from_at: START,
      ...(ended.ended === undefined ? {} : { to_at: ended.ended }),
      ...amounts,
    };
    number += 1;
    return { contract: 'claim_transaction', data };
  };
  return [
    { contract: 'claim', data: bill },
    line({
      transaction_type: 'CHARGE',
      amount: dollars(total),
      unit_amount: dollars(total),
      outstanding: dollars(total),
    }),
    ...(covered > 0
      ? [
          line({
            transaction_type: 'PAYMENT',
            method: 'ECHECK',
            payment: dollars(covered),
            outstanding: dollars(ownPart),
          }),
        ]
      : []),
    ...(ownPart > 0 ? [line({ transaction_type: 'TRANSFEROUT', transfer_type: 'p', transfer: dollars(ownPart) })] : []),
    ...(ownPart > 0 && isPaid
      ? [line({ transaction_type: 'PAYMENT', method: 'CC', payment: dollars(ownPart), outstanding: '0.00' })]
      : []),
  ];
}
