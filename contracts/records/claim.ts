import { defineContract } from '../contract.ts';
import { coded, codeList, identifier, instant, lenient, money, optional } from '../fields.ts';
import { streams } from '../platform/streams.ts';
import { valueSets } from '../value-sets.ts';

const status = { set: valueSets.claimStatus, maxLength: 16, phi: 'none' } as const;

export const claim = defineContract({
  name: 'claim',
  version: 1,
  description: 'A bill for the services of an encounter, sent to the payers of the patient',
  stream: streams.medicalClaims.name,
  kind: 'event',
  fields: {
    claim_id: identifier({ phi: 'record_id', description: 'Identifier of the claim in the source system' }),
    patient_id: identifier({ phi: 'record_id', description: 'Patient the services were for, the source identifier' }),
    encounter_id: optional(identifier({ phi: 'record_id', description: 'Encounter that the claim bills' })),
    provider_id: optional(identifier({ phi: 'business_id', description: 'Provider who bills' })),
    supervising_provider_id: optional(
      identifier({ phi: 'business_id', description: 'Provider who supervised the service' }),
    ),
    primary_payer_id: optional(
      identifier({ phi: 'business_id', description: 'Payer billed first; absent without insurance' }),
    ),
    secondary_payer_id: optional(identifier({ phi: 'business_id', description: 'Payer billed for the rest' })),
    claim_type: optional(
      coded({ set: valueSets.claimType, maxLength: 16, phi: 'none', description: 'Professional or institutional' }),
    ),
    diagnosis_codes: lenient(
      codeList({
        systems: ['snomed', 'icd10cm'],
        most: 12,
        phi: 'none',
        description: 'Diagnoses that justify the services, the principal one first',
      }),
    ),
    service_at: instant({ phi: 'service_date', description: 'When the services began' }),
    illness_began_at: lenient(instant({ phi: 'service_date', description: 'When the current illness began' })),
    primary_status: optional(coded({ ...status, description: 'Status at the primary payer' })),
    secondary_status: optional(coded({ ...status, description: 'Status at the secondary payer' })),
    patient_status: optional(coded({ ...status, description: "Status of the patient's own part" })),
    primary_outstanding: optional(money({ phi: 'none', description: 'Owed by the primary payer, USD' })),
    secondary_outstanding: optional(money({ phi: 'none', description: 'Owed by the secondary payer, USD' })),
    patient_outstanding: optional(money({ phi: 'none', description: 'Owed by the patient, USD' })),
    primary_billed_at: optional(instant({ phi: 'service_date', description: 'Last billed to the primary payer' })),
    secondary_billed_at: optional(instant({ phi: 'service_date', description: 'Last billed to the secondary payer' })),
    patient_billed_at: optional(instant({ phi: 'service_date', description: 'Last billed to the patient' })),
  },
  key: ['claim_id'],
  subject: 'patient_id',
  eventTime: 'service_at',
  references: {
    patient_id: 'patient',
    encounter_id: 'encounter',
    provider_id: 'provider',
    supervising_provider_id: 'provider',
    primary_payer_id: 'payer',
    secondary_payer_id: 'payer',
  },
  rules: [],
});
