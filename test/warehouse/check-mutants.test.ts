import { afterAll, beforeAll, expect, test } from 'vitest';
import { dimensionCheck, factCheck, inferredMembersCheck } from '../../domain/warehouse/invariants.ts';
import { rewriteRedshiftSql } from '../../embedded/redshift/rewrite.ts';
import { corruptions, smallWarehouse, undone, withoutKeys, withReservedMembers } from './corruptions.ts';
import { predicatesOf } from './predicates.ts';
import { encounterChange, memberChange, openWarehouseRun, type WarehouseRun } from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
  await withoutKeys(run.engine);
  await withReservedMembers(run.engine);
  await run.loadChanges(smallWarehouse);
  await run.loadChanges([
    memberChange('patient', 'p1', { id: 'third', at: on('2020-04-01'), sequence: 6, value: 'F' }),
    encounterChange('e2', { id: 'h', at: on('2020-03-01'), sequence: 8, patient: 'p9' }),
    encounterChange('e3', { id: 'i', at: on('2020-01-15'), sequence: 9, patient: 'p1', payer: 'y1', provider: 'r1' }),
    encounterChange('e4', { id: 'j', at: on('2020-04-01'), sequence: 10, patient: 'p1' }),
    encounterChange('e5', { id: 'k', at: on('2020-03-01'), sequence: 11, patient: 'p10' }),
    memberChange('patient', 'p3', { id: 'moves', at: on('2020-02-01'), sequence: 20, value: 'A' }),
    memberChange('patient', 'p5', { id: 'again', at: on('2020-02-01'), sequence: 30, value: 'A' }),
  ]);
  // The events once more, earlier in the stream: one of them is another patient's.
  await run.loadChanges([
    memberChange('patient', 'p4', { id: 'moves', at: on('2020-02-01'), sequence: 15, value: 'A' }),
    memberChange('patient', 'p5', { id: 'again', at: on('2020-02-01'), sequence: 29, value: 'A' }),
  ]);
});
afterAll(() => run.remove());

const on = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** Affected keys of a load that builds whole timelines again: `model key`, of the model asked about and of others. */
const whole = (...keys: string[]) => `SELECT k.*, TIMESTAMP '0001-01-01' AS history_from,
    TIMESTAMP '1900-01-01' AS valid_from, TIMESTAMP '0001-01-01' AS facts_from
  FROM (VALUES ${keys.map((key) => `('${key.replace(' ', "', '")}')`).join(', ')}) k (model, business_key)`;
const patients = ['p1', 'p2', 'p3', 'p4', 'p5'].map((key) => `dim_patient ${key}`);
/** As a load lists a patient whose last version is new. */
const fromTheLast = `SELECT 'dim_patient' AS model, 'p1' AS business_key, TIMESTAMP '2020-02-01' AS history_from,
    TIMESTAMP '2020-02-01' AS valid_from, TIMESTAMP '2020-04-01' AS facts_from`;

interface MutatedCheck {
  readonly name: string;
  readonly sql: () => string;
  /** Affected keys with which the rows are right; with the first of them they are corrupted, too. */
  readonly keys: readonly string[];
  /** The check whose corruptions count, and more of these. */
  readonly of: string;
  readonly more?: readonly string[];
  /** The predicates that may go without a difference, in their order, and why. */
  readonly redundant: readonly (readonly [predicate: string, because: string])[];
}

const patient = () => {
  const found = run.star.dimensions.find(({ name }) => name === 'dim_patient');
  if (found === undefined) throw new Error('no dimension of patients');
  return found;
};
const encounter = () => {
  const found = run.star.facts.find(({ name }) => name === 'fact_encounter');
  if (found === undefined) throw new Error('no fact of encounters');
  return found;
};
const checksMore = 'without it more is checked than the load touched';
const holdsAtAnyTime = 'a member has a version at every instant';
const checks: readonly MutatedCheck[] = [
  {
    name: 'timelines',
    sql: () => dimensionCheck(patient(), 'touched', [encounter()]).sql,
    keys: [whole(...patients, 'dim_other p2', 'dim_other p9'), fromTheLast],
    of: 'check star.dim_patient',
    more: [
      "DELETE FROM star.dim_patient WHERE patient_bk = 'p2'",
      "DELETE FROM star.dim_patient WHERE patient_bk = 'p5'",
    ],
    redundant: [
      ['h.version_at >= missing.history_from', 'the version that held before the change is in the history, too'],
      ["x.contract = 'patient'", 'only two contracts with events of one identity would tell'],
      ['x.event_key = h.event_key', 'the texts say it too: the key only finds them'],
      [
        'CASE WHEN x.event_source = h.event_source AND x.event_id = h.event_id THEN 1 ELSE 0 END > 0',
        'only two events of one key would tell, as those of load-mutants.test.ts',
      ],
      ['x.event_source = h.event_source', 'the same'],
      ['x.event_id = h.event_id', 'the same'],
      ['is_new = 1', checksMore],
      ["k.model = 'dim_patient'", checksMore],
      ['f.patient_bk = k.business_key', checksMore],
      ['f.started_at >= k.facts_from', checksMore],
      ['d.patient_sk = f.patient_sk', 'a key of no version is not that of the version at the instant either'],
    ],
  },
  {
    name: 'inferred members',
    sql: () => inferredMembersCheck([patient()]).sql,
    keys: [whole('dim_patient p9', 'dim_patient p10', 'dim_other p9')],
    of: 'check the inferred members of star.dim_patient, star.dim_organization, star.dim_provider, star.dim_payer',
    redundant: [
      ["k.model = 'dim_patient'", checksMore],
      ["k.model = 'dim_patient'", checksMore],
      ['k.business_key = n.patient_bk', checksMore],
    ],
  },
  {
    name: 'facts',
    sql: () => factCheck(encounter(), 'touched').sql,
    keys: [whole(...['e1', 'e2', 'e3', 'e4'].map((key) => `fact_encounter ${key}`), 'dim_other e1')],
    of: 'check star.fact_encounter',
    redundant: [
      ['d.patient_bk = f.patient_bk', 'each encounter names a patient'],
      ...['patient', 'organization', 'provider', 'payer'].flatMap(() => [
        ['f.moment >= d.valid_from', holdsAtAnyTime] as const,
        ['f.moment < d.valid_to', holdsAtAnyTime] as const,
      ]),
    ],
  },
];

test.each(checks)(
  'the check of $name misses a bug, or refuses what is right, without any of its predicates',
  async ({ sql, keys, of, more = [], redundant }) => {
    const own = sql();
    const wrong = [...corruptions.filter(({ check }) => check === of).map((corruption) => corruption.sql), ...more];
    const isRight = async (check: string) => {
      for (const some of keys) if (await refuses(check, { keys: some })) return false;
      for (const corruption of wrong) if (!(await refuses(check, { keys: keys[0] ?? '', corruption }))) return false;
      return true;
    };
    expect(await isRight(own)).toBe(true);
    const alive: string[] = [];
    for (const { text, without } of predicatesOf(own)) if (await isRight(without)) alive.push(text);
    expect(alive).toEqual(redundant.map(([predicate]) => predicate));
  },
);

/** Whether a check refuses the rows, corrupted or as they are, of these affected keys. All is taken back. */
async function refuses(
  check: string,
  { keys, corruption = '' }: { readonly keys: string; readonly corruption?: string },
): Promise<boolean> {
  let refused = false;
  await undone(run.engine, async (session) => {
    await session.exec(`${rewriteRedshiftSql(corruption)}; CREATE TEMP TABLE affected_key ON COMMIT DROP AS ${keys}`);
    await session.query(rewriteRedshiftSql(check)).catch(() => {
      refused = true;
    });
  });
  return refused;
}
