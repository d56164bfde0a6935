import { defineContract } from '../contract.ts';
import {
  code,
  coded,
  codeList,
  decimal,
  identifier,
  instant,
  integer,
  lenient,
  money,
  ndc,
  optional,
} from '../fields.ts';
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
      coded({
        set: valueSets.claimType,
        maxLength: 16,
        phi: 'none',
        description: 'Professional, institutional, pharmacy …',
      }),
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
    organization_id: optional(identifier({ phi: 'business_id', description: 'Organization that bills' })),
    plan_id: optional(identifier({ phi: 'business_id', description: 'Plan of the payer billed first' })),
    member_id: optional(identifier({ phi: 'record_id', description: 'Membership under which it is billed' })),
    claim_status: optional(coded({ ...status, description: 'Where the claim as a whole is in its life' })),
    submitted_at: lenient(instant({ phi: 'service_date', description: 'When it was sent to the payer' })),
    adjudicated_at: lenient(instant({ phi: 'service_date', description: 'When the payer had decided' })),
    paid_at: lenient(instant({ phi: 'service_date', description: 'When the payer paid' })),
    denied_at: lenient(instant({ phi: 'service_date', description: 'When the payer denied it' })),
    // A replacement or a void is a claim of its own, which names the one before it.
    frequency_code: optional(
      coded({
        set: valueSets.claimFrequency,
        maxLength: 16,
        phi: 'none',
        description: 'What it does to the claim before it: 1 original, 7 replacement, 8 void',
      }),
    ),
    original_claim_id: optional(
      identifier({ phi: 'record_id', description: 'Claim that it replaces or takes back, the source identifier' }),
    ),
    bill_type: lenient(
      code({ systems: ['typeOfBill'], phi: 'none', description: 'Type of bill of an institutional claim' }),
    ),
    place_of_service: lenient(
      code({ systems: ['placeOfService'], phi: 'none', description: 'Place of service of a professional claim' }),
    ),
    drg_code: lenient(code({ systems: ['msDrg'], phi: 'none', description: 'MS-DRG of an inpatient claim' })),
    admitted_at: lenient(instant({ phi: 'service_date', description: 'Admission, of an institutional claim' })),
    discharged_at: lenient(instant({ phi: 'service_date', description: 'Discharge, of an institutional claim' })),
    drug_code: lenient(ndc({ description: 'Drug of a pharmacy claim' })),
    quantity_dispensed: lenient(
      decimal({
        precision: 12,
        scale: 3,
        min: 0,
        max: 999_999,
        phi: 'none',
        description: 'Units of the drug of a pharmacy claim',
      }),
    ),
    days_supply: lenient(
      integer({ min: 0, max: 366, phi: 'none', description: 'Days that the drug of a pharmacy claim lasts' }),
    ),
    charge_amount: lenient(money({ phi: 'none', description: 'Billed, USD' })),
    allowed_amount: lenient(money({ phi: 'none', description: 'What the contract with the payer allows, USD' })),
    paid_amount: lenient(money({ phi: 'none', description: 'Paid by the payer, USD' })),
    denied_amount: lenient(money({ phi: 'none', description: 'Billed and denied, USD' })),
    patient_responsibility: lenient(money({ phi: 'none', description: 'Left to the patient, USD' })),
    adjustment_group: optional(
      coded({
        set: valueSets.adjustmentGroup,
        maxLength: 16,
        phi: 'none',
        description: 'Who bears what was denied: CO the biller, PR the patient',
      }),
    ),
    denial_reason_code: lenient(code({ systems: ['carc'], phi: 'none', description: 'Why it was denied (CARC)' })),
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
    organization_id: 'organization',
    plan_id: 'plan',
    original_claim_id: 'claim',
  },
  rules: [
    {
      id: 'replacement_names_original',
      field: 'original_claim_id',
      description: 'A claim that replaces another or takes it back names it',
      holds: ({ frequency_code: frequency, original_claim_id: original }) =>
        original !== undefined || (frequency !== '7' && frequency !== '8'),
    },
    {
      id: 'adjudicated_after_submitted',
      field: 'adjudicated_at',
      severity: 'warn',
      description: 'No payer decides on a claim before it was sent',
      holds: ({ submitted_at: sent, adjudicated_at: decided }) =>
        sent === undefined || decided === undefined || Date.parse(decided) >= Date.parse(sent),
    },
    {
      id: 'discharged_after_admitted',
      field: 'discharged_at',
      severity: 'warn',
      description: 'No one is discharged before the admission',
      holds: ({ admitted_at: came, discharged_at: left }) =>
        came === undefined || left === undefined || Date.parse(left) >= Date.parse(came),
    },
  ],
});
