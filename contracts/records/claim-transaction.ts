import { defineContract } from '../contract.ts';
import { code, identifier, instant, integer, money, optional, text } from '../fields.ts';
import { streams } from '../platform/streams.ts';

/** What a line of a claim's ledger does; it says which of the amounts the line carries. */
const transactionTypes = ['CHARGE', 'PAYMENT', 'ADJUSTMENT', 'TRANSFERIN', 'TRANSFEROUT'];

export const claimTransaction = defineContract({
  name: 'claim_transaction',
  version: 1,
  description: "A line of a claim's ledger: a charge, a payment, an adjustment or a transfer between those who owe",
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    claim_transaction_id: identifier({ phi: 'record_id', description: 'Identifier of the line in the source system' }),
    claim_id: identifier({ phi: 'record_id', description: 'Claim of the line' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient of the claim, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter that the claim bills' })),
    organization_id: optional(identifier({ phi: 'none', description: 'Organization where the service took place' })),
    provider_id: optional(identifier({ phi: 'none', description: 'Provider who bills' })),
    supervising_provider_id: optional(identifier({ phi: 'none', description: 'Provider who supervised the service' })),
    line_number: optional(
      text({ maxLength: 16, phi: 'none', description: 'Number of the line, as the source counts' }),
    ),
    transaction_type: text({ maxLength: 16, phi: 'none', description: `One of ${transactionTypes.join(', ')}` }),
    transfer_type: optional(
      text({ maxLength: 16, phi: 'none', description: 'Who owes after a transfer: 1 primary, 2 secondary, p patient' }),
    ),
    method: optional(text({ maxLength: 16, phi: 'none', description: 'How a payment was made' })),
    // What is billed may be a procedure, a vaccine or a drug.
    service_code: optional(
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
      id: 'known_transaction_type',
      field: 'transaction_type',
      description: `The type is one of ${transactionTypes.join(', ')}`,
      holds: (data) => transactionTypes.includes(data.transaction_type),
    },
    {
      id: 'to_after_from',
      field: 'to_at',
      description: 'A service does not end before it began',
      holds: (data, { eventTime }) => data.to_at === undefined || Date.parse(data.to_at) >= eventTime,
    },
  ],
});
