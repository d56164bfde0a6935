import { administrativeTables } from './administrative-tables.ts';
import { clinicalTables } from './clinical-tables.ts';

import type { TableOfExport } from './table-of-export.ts';

const syntheaTables: readonly TableOfExport[] = [
  {
    table: 'dim_organization',
    file: 'organizations.csv',
    key: ['id'],
    distinct: { organization_bk: 'id', name: 'name', city: 'city' },
    sums: {},
  },
  {
    table: 'dim_patient',
    file: 'patients.csv',
    key: ['id'],
    distinct: { patient_bk: 'id', city: 'city', death_date: 'deathdate' },
    sums: {},
  },
  {
    table: 'dim_payer',
    file: 'payers.csv',
    key: ['id'],
    distinct: { payer_bk: 'id', name: 'name' },
    sums: {},
  },
  {
    table: 'dim_provider',
    file: 'providers.csv',
    key: ['id'],
    distinct: { provider_bk: 'id', organization_id: 'organization', city: 'city' },
    sums: {},
  },
  {
    table: 'fact_encounter',
    file: 'encounters.csv',
    key: ['id'],
    distinct: {
      encounter_bk: 'id',
      patient_bk: 'patient',
      organization_bk: 'organization',
      provider_bk: 'provider',
      payer_bk: 'payer',
      encounter_class: 'encounterclass',
      code: 'code',
      reason_code: 'reasoncode',
    },
    sums: {
      base_encounter_cost: 'base_encounter_cost',
      total_claim_cost: 'total_claim_cost',
      payer_coverage: 'payer_coverage',
    },
  },
  {
    table: 'fact_claim',
    file: 'claims.csv',
    key: ['id'],
    distinct: {
      claim_bk: 'id',
      patient_bk: 'patientid',
      encounter_bk: 'appointmentid',
      provider_bk: 'providerid',
      primary_payer_bk: 'primarypatientinsuranceid',
      secondary_payer_bk: 'secondarypatientinsuranceid',
    },
    sums: {
      primary_outstanding: 'outstanding1',
      secondary_outstanding: 'outstanding2',
      patient_outstanding: 'outstandingp',
    },
  },
  {
    table: 'fact_claim_transaction',
    file: 'claims_transactions.csv',
    key: ['id'],
    distinct: {
      claim_transaction_bk: 'id',
      claim_bk: 'claimid',
      patient_bk: 'patientid',
      encounter_bk: 'appointmentid',
      transaction_type: 'type',
      service_code: 'procedurecode',
    },
    sums: {
      units: 'units',
      amount: 'amount',
      unit_amount: 'unitamount',
      payment: 'payments',
      adjustment: 'adjustments',
      transfer: 'transfers',
      outstanding: 'outstanding',
    },
  },
  {
    table: 'fact_condition',
    file: 'conditions.csv',
    key: ['patient', 'encounter', 'code', 'start'],
    distinct: { patient_bk: 'patient', encounter_bk: 'encounter', code: 'code' },
    sums: {},
  },
  {
    table: 'fact_immunization',
    file: 'immunizations.csv',
    key: ['patient', 'encounter', 'code', 'date'],
    distinct: { patient_bk: 'patient', encounter_bk: 'encounter', code: 'code' },
    sums: { base_cost: 'base_cost' },
  },
];

export const tablesOfExport: readonly TableOfExport[] = [...syntheaTables, ...clinicalTables, ...administrativeTables];

/** Cells that stand for nothing: Synthea writes 0 for a payer that is not there. */
export const absentCells: Readonly<Record<string, readonly string[]>> = {
  'claims.csv primarypatientinsuranceid': ['0'],
  'claims.csv secondarypatientinsuranceid': ['0'],
};
