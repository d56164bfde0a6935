import type { Session, WarehouseEngine } from '../../embedded/redshift/engine.ts';
import { type Change, encounterChange, memberChange } from './warehouse-run.ts';

const on = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** What a small warehouse holds whose rows are corrupted. */
export const smallWarehouse: readonly Change[] = [
  memberChange('patient', 'p1', { id: 'a', at: on('2020-01-01'), sequence: 1, value: 'A' }),
  memberChange('patient', 'p1', { id: 'b', at: on('2020-02-01'), sequence: 2, value: 'B' }),
  memberChange('patient', 'p2', { id: 'c', at: on('2020-02-01'), sequence: 3, value: 'C' }),
  memberChange('organization', 'o1', { id: 'd', at: on('2020-02-01'), sequence: 4, value: 'D' }),
  encounterChange('e1', { id: 'e', at: on('2020-03-01'), sequence: 5, patient: 'p1', organization: 'o1' }),
];

const firstVersion = "patient_bk = 'p1' AND valid_from = '1900-01-01'";
const current = "patient_bk = 'p1' AND is_current";
const update = (set: string, where: string) => `UPDATE star.dim_patient SET ${set} WHERE ${where}`;
const skOf = (where: string) => `(SELECT patient_sk FROM star.dim_patient WHERE ${where})`;

export interface Corruption {
  readonly invariant: string;
  readonly table: string;
  /** A statement that stands for a bug. */
  readonly sql: string;
  /** The load it is a bug of, and the check that must notice. */
  readonly contract: 'patient' | 'encounter';
  readonly check: string;
}

const inTimelines = (invariant: string, sql: string): Corruption => ({
  invariant,
  table: 'star.dim_patient',
  sql,
  contract: 'patient',
  check: 'check star.dim_patient',
});
const inInferred = (invariant: string, sql: string): Corruption => ({
  invariant,
  table: 'star.dim_patient',
  sql,
  contract: 'encounter',
  check: 'check the inferred members of star.dim_patient, star.dim_organization, star.dim_provider, star.dim_payer',
});
const inRows = (invariant: string, set: string): Corruption => ({
  invariant,
  table: 'star.fact_encounter',
  sql: set.startsWith('INSERT') ? set : `UPDATE star.fact_encounter SET ${set} WHERE encounter_bk = 'e1'`,
  contract: 'encounter',
  check: 'check star.fact_encounter',
});
const inRepointed = (invariant: string, set: string): Corruption => ({
  ...inRows(invariant, set),
  contract: 'patient',
  check: 'check star.dim_patient',
});

/** How each invariant can break. */
export const corruptions: readonly Corruption[] = [
  inTimelines('I1', update('is_current = TRUE', firstVersion)),
  inTimelines('I1', update('is_current = FALSE', current)),
  inTimelines('I1', "DELETE FROM star.dim_patient WHERE patient_bk = 'p1'"),
  inTimelines('I2', update("valid_to = '2020-02-02'", firstVersion)),
  inTimelines('I3', update("valid_to = '2020-01-31'", firstVersion)),
  inTimelines('I4', update("valid_from = '1900-01-02'", firstVersion)),
  inTimelines('I4', update("valid_to = '9999-12-30'", current)),
  inTimelines('I5', update("valid_from = '9999-12-31'", current)),
  inTimelines('I6', update("row_hash = 'same'", "patient_bk = 'p1'")),
  inTimelines('I7', update(`patient_sk = ${skOf(current)}`, "patient_bk = 'p2'")),
  inTimelines('I8', 'DELETE FROM star.dim_patient WHERE patient_sk = -2'),
  inTimelines('I8', update('patient_sk = -7', 'patient_sk = -2')),
  inTimelines('I8', update("patient_bk = '(none)'", 'patient_sk = -2')),
  inTimelines('I13', update("is_current = TRUE, valid_to = '9999-12-30'", current)),
  inInferred('I1', update('is_current = FALSE', "patient_bk = 'p9'")),
  inInferred('I1', 'INSERT INTO star.dim_patient SELECT * FROM star.dim_patient WHERE is_inferred'),
  inInferred('I4', update("valid_from = '2020-01-01'", "patient_bk = 'p9'")),
  inInferred('I7', update(`patient_sk = ${skOf("patient_bk = 'p2'")}`, "patient_bk = 'p9'")),
  inRows('I9', 'provider_sk = 123'),
  inRows('I9', 'started_date_key = 20203131'),
  inRows('I9', 'ended_date_key = 20203131'),
  inRows('I10', `patient_sk = ${skOf(firstVersion)}`),
  inRows('I10', 'patient_sk = -1'),
  inRows('I11', "INSERT INTO star.fact_encounter SELECT * FROM star.fact_encounter WHERE encounter_bk = 'e1'"),
  inRepointed('I9', 'patient_sk = 123'),
  inRepointed('I10', `patient_sk = ${skOf(firstVersion)}`),
  inRepointed('I10', 'patient_sk = -1'),
];

/** Takes the keys off that Redshift does not enforce: the checks must find on their own what these would refuse here. */
export async function withoutKeys(engine: WarehouseEngine): Promise<void> {
  await engine.exec(`ALTER TABLE star.dim_patient DROP CONSTRAINT dim_patient_pkey CASCADE;
    ALTER TABLE star.fact_encounter DROP CONSTRAINT fact_encounter_pkey CASCADE;`);
}

/** Puts a reserved member back that a corruption may have taken. */
export async function withReservedMembers(engine: WarehouseEngine): Promise<void> {
  await engine.exec(`INSERT INTO star.dim_patient (patient_sk, patient_bk, version_at, valid_from, valid_to, is_current,
      is_deleted, is_inferred, row_hash, load_id, loaded_at)
    SELECT -2, '(not applicable)', version_at, valid_from, valid_to, is_current, is_deleted, is_inferred, row_hash, load_id,
      loaded_at FROM star.dim_patient
    WHERE patient_sk = -1 AND NOT EXISTS (SELECT 1 FROM star.dim_patient WHERE patient_sk = -2);`);
}

/** Does something in a transaction, and takes it all back. */
export async function undone(engine: WarehouseEngine, work: (session: Session) => Promise<void>): Promise<void> {
  const undo = new Error('undo');
  await engine
    .transaction(async (session) => {
      await work(session);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}
