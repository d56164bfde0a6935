import { claim as contract } from '../../contracts/records/claim.ts';
import { syntheaFile } from './synthea-file.ts';

export const claim = syntheaFile(contract, {
  file: 'claims.csv',
  columns: {
    claim_id: 'Id',
    patient_id: 'PATIENTID',
    // An appointment is an encounter here.
    encounter_id: 'APPOINTMENTID',
    provider_id: 'PROVIDERID',
    supervising_provider_id: 'SUPERVISINGPROVIDERID',
    primary_payer_id: 'PRIMARYPATIENTINSURANCEID',
    secondary_payer_id: 'SECONDARYPATIENTINSURANCEID',
    claim_type: 'HEALTHCARECLAIMTYPEID1',
    diagnosis_codes: [
      'DIAGNOSIS1',
      'DIAGNOSIS2',
      'DIAGNOSIS3',
      'DIAGNOSIS4',
      'DIAGNOSIS5',
      'DIAGNOSIS6',
      'DIAGNOSIS7',
      'DIAGNOSIS8',
    ],
    service_at: 'SERVICEDATE',
    illness_began_at: 'CURRENTILLNESSDATE',
    primary_status: 'STATUS1',
    secondary_status: 'STATUS2',
    patient_status: 'STATUSP',
    primary_outstanding: 'OUTSTANDING1',
    secondary_outstanding: 'OUTSTANDING2',
    patient_outstanding: 'OUTSTANDINGP',
    primary_billed_at: 'LASTBILLEDDATE1',
    secondary_billed_at: 'LASTBILLEDDATE2',
    patient_billed_at: 'LASTBILLEDDATEP',
  },
  absent: { primary_payer_id: ['0'], secondary_payer_id: ['0'] },
});
