import { defineContract } from '../contract.ts';
import { boolean, code, decimal, displayText, identifier, instant, integer, money, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';

export const medicationDispense = defineContract({
  name: 'medication_dispense',
  version: 1,
  description: 'A fill of a drug, or the fills of an order that the source gives as one record',
  stream: streams.healthcareEvents.name,
  kind: 'event',
  fields: {
    medication_dispense_id: identifier({
      phi: 'record_id',
      description: 'Identifier of the fill in the source system',
    }),
    medication_order_id: optional(identifier({ phi: 'record_id', description: 'Order that is filled' })),
    patient_id: identifier({ phi: 'record_id', description: 'Patient who takes the drug, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter in which it was ordered' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who ordered it' })),
    organization_id: optional(identifier({ phi: 'business_id', description: 'Pharmacy' })),
    payer_id: optional(identifier({ phi: 'business_id', description: 'Payer that covers the drug' })),
    medication_id: code({ systems: ['rxnorm'], phi: 'none', description: 'RxNorm code of the drug' }),
    description: optional(
      displayText({ maxLength: 1000, of: 'medication_id', description: 'Display text of the drug' }),
    ),
    dispensed_at: instant({
      phi: 'service_date',
      description: 'When the drug was handed out; of several fills the first',
    }),
    fill_count: optional(
      integer({ min: 1, max: 1_000_000, phi: 'none', description: 'Fills that the record stands for; absent of one' }),
    ),
    quantity: optional(
      decimal({
        precision: 12,
        scale: 3,
        min: 0,
        max: 99_999_999,
        phi: 'none',
        description: 'Units handed out a fill',
      }),
    ),
    days_supply: optional(
      integer({ min: 0, max: 3660, phi: 'none', description: 'Days that one fill lasts, as ordered' }),
    ),
    days_supply_derived: optional(
      boolean({ phi: 'none', description: 'Days of supply were worked out from the span of the order and its fills' }),
    ),
    base_cost: optional(money({ phi: 'none', description: 'Cost of one fill, USD' })),
    payer_coverage: optional(money({ phi: 'none', description: 'Part of the cost that the payer covers, USD' })),
    total_cost: optional(money({ phi: 'none', description: 'Cost of all fills of the record, USD' })),
  },
  key: ['medication_dispense_id'],
  subject: 'patient_id',
  eventTime: 'dispensed_at',
  references: {
    medication_order_id: 'medication_order',
    patient_id: 'patient',
    encounter_id: 'encounter',
    provider_id: 'provider',
    organization_id: 'organization',
    payer_id: 'payer',
    medication_id: 'medication',
  },
  rules: [],
});
