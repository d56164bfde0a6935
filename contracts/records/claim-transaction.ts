import { defineContract } from '../contract.ts';
import {
  code,
  coded,
  codeList,
  identifier,
  instant,
  integer,
  lenient,
  lineNumber,
  money,
  optional,
  strict,
} from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

export const claimTransaction = defineContract({
  name: 'claim_transaction',
  version: 1,
  description: "A line of a claim's ledger: a charge, a payment, an adjustment or a transfer between those who owe",
  stream: streams.medicalClaims.name,
  kind: 'event',
  fields: {
    claim_transaction_id: identifier({ phi: 'record_id', description: 'Identifier of the line in the source system' }),
    claim_id: identifier({ phi: 'record_id', description: 'Claim of the line' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient of the claim, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter that the claim bills' })),
    organization_id: optional(
      identifier({ phi: 'business_id', description: 'Organization where the service took place' }),
    ),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who bills' })),
    supervising_provider_id: optional(
      identifier({ phi: 'business_id', description: 'Provider who supervised the service' }),
    ),
    line_number: lenient(lineNumber({ phi: 'none', description: 'Number of the line, as the source counts' })),
    // It says which of the amounts the line carries, so a line without it says nothing.
    transaction_type: strict(
      coded({ set: valueSets.transactionType, maxLength: 16, phi: 'none', description: 'What the line does' }),
    ),
    transfer_type: optional(
      coded({
        set: valueSets.transferType,
        maxLength: 16,
        phi: 'none',
        description: 'Who owes after a transfer: 1 primary, 2 secondary, p patient',
      }),
    ),
    method: optional(
      coded({ set: valueSets.paymentMethod, maxLength: 16, phi: 'none', description: 'How a payment was made' }),
    ),
    // What is billed may be a procedure, a vaccine or a drug.
    service_code: lenient(
      code({ systems: ['snomed', 'hcpcs', 'cvx', 'rxnorm'], phi: 'none', description: 'Code of the service or good' }),
    ),
    units: optional(integer({ min: 0, max: 1_000_000, phi: 'none', description: 'Units of the service' })),
    from_at: instant({ phi: 'service_date', description: 'When the service began' }),
    to_at: optional(instant({ phi: 'service_date', description: 'When the service ended' })),
    amount: optional(money({ phi: 'none', description: 'Charged or transferred in, USD' })),
    unit_amount: optional(money({ phi: 'none', description: 'Charged for a unit, USD' })),
    payment: optional(money({ phi: 'none', description: 'Paid, USD' })),
    adjustment: optional(money({ phi: 'none', description: 'Written off, USD' })),
    transfer: optional(money({ phi: 'none', description: 'Transferred out, USD' })),
    outstanding: optional(money({ phi: 'none', description: 'Owed after the line, USD' })),
    modifiers: lenient(
      codeList({ systems: ['modifier'], most: 4, phi: 'none', description: 'Modifiers of the service code' }),
    ),
    member_id: optional(identifier({ phi: 'record_id', description: 'Membership that the line is billed under' })),
    allowed_amount: lenient(money({ phi: 'none', description: 'What the contract with the payer allows, USD' })),
    denied_amount: lenient(money({ phi: 'none', description: 'Billed and denied, USD' })),
    adjustment_group: optional(
      coded({
        set: valueSets.adjustmentGroup,
        maxLength: 16,
        phi: 'none',
        description: 'Who bears an adjustment: CO the biller, PR the patient',
      }),
    ),
    adjustment_reason_code: lenient(
      code({ systems: ['carc'], phi: 'none', description: 'Why it was adjusted or denied (CARC)' }),
    ),
  },
  key: ['claim_transaction_id'],
  subject: 'patient_id',
  eventTime: 'from_at',
  references: {
    claim_id: 'claim',
    patient_id: 'patient',
    encounter_id: 'encounter',
    organization_id: 'organization',
    provider_id: 'provider',
    supervising_provider_id: 'provider',
  },
  rules: [
    {
      id: 'to_after_from',
      field: 'to_at',
      description: 'A service does not end before it began',
      holds: (data, { eventTime }) => data.to_at === undefined || Date.parse(data.to_at) >= eventTime,
    },
  ],
});
