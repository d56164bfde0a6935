import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LoadSql } from '../../lambdas/load-warehouse/load-sql.ts';
import type { LoadWarehouse } from '../../lambdas/load-warehouse/load-warehouse.ts';
import { isThorough } from '../thorough.ts';
import { predicatesOf } from './predicates.ts';
import { expectedStar, readStar } from './star-oracle.ts';
import {
  type Change,
  claimChange,
  encounterChange,
  memberChange,
  openWarehouseRun,
  type WarehouseRun,
} from './warehouse-run.ts';

let run: WarehouseRun;
beforeAll(async () => {
  run = await openWarehouseRun();
});
afterAll(() => run.remove());

const on = (day: string) => Date.parse(`2020-${day}T00:00:00Z`);
type Told = Partial<Parameters<typeof memberChange>[2]>;
const member =
  (contract: string) =>
  (key: string, id: string, day: string, sequence: number, told: Told = {}) =>
    memberChange(contract, key, { id, at: on(day), sequence, ...told });
const patient = member('patient');
const payer = member('payer');
const provider = member('provider');
const diagnosis = member('diagnosis');
const organization = member('organization');
type Visit = Partial<Parameters<typeof encounterChange>[1]>;
const visit = (key: string, id: string, day: string, sequence: number, told: Visit = {}) =>
  encounterChange(key, { id, at: on(day), sequence, patient: 'p1', ...told });
const from = (source: string, change: Change): Change => ({ ...change, source });

/** Two identities of events whose narrow keys are equal: found by hashing 1.3 billion of them. */
const twins = ['event-0a49af23948ee5f', 'event-85911cfc650f74a'] as const;

/** Deliveries in which everything happens that a load tells apart. */
const deliveries: readonly Change[][] = [
  [
    patient('p1', 'a', '02-01', 101, { value: 'A' }),
    patient('p1', 'b', '04-01', 102, { value: 'B' }),
    // A row of a delivery twice, and the event again later in the stream, with other content.
    patient('p2', 'c', '02-01', 103, { value: 'A' }),
    patient('p2', 'c', '02-01', 103, { value: 'A' }),
    patient('p2', 'c', '02-01', 140, { value: 'C' }),
    patient('p3', 'd', '03-01', 104, { value: 'C' }),
    // Events that share a key and a sequence.
    patient('p4', twins[0], '02-01', 110, { value: 'A' }),
    patient('p4', twins[1], '08-01', 110, { value: 'B' }),
    // Two sources with events of one id, once and several times.
    patient('p6', 'same', '02-01', 111, { value: 'A' }),
    from('another', patient('p6', 'same', '03-01', 112, { value: 'B' })),
    patient('p6', 'twice', '04-01', 113, { value: 'C' }),
    patient('p6', 'twice', '04-01', 114, { value: 'C' }),
    from('another', patient('p6', 'twice', '05-01', 115, { value: 'D' })),
    from('another', patient('p6', 'twice', '05-01', 116, { value: 'D' })),
    // Says twice what is new, so once it is not.
    patient('p6', 'new', '06-01', 117, { value: 'E' }),
    patient('p6', 'not new', '06-02', 118, { value: 'E' }),
    patient('p7', 'moves', '02-01', 119, { value: 'A' }),
    patient('p21', 'one', '02-01', 126, { value: 'A' }),
    patient('p21', 'two', '04-01', 127, { value: 'B' }),
    patient('p20', 'first', '03-01', 128, { value: 'A' }),
    payer('y1', 'a', '02-01', 105, { value: 'A' }),
    payer('y1', 'late', '06-01', 120, { value: 'D' }),
    payer('y2', 'f', '02-01', 106, { value: 'B' }),
    provider('r1', 'a', '02-01', 121, { value: 'A' }),
    provider('r1', 'b', '04-01', 122, { value: 'B' }),
    provider('r1', 'c', '12-01', 123, { value: 'C' }),
    diagnosis('d1', 'g', '03-01', 107, { value: 'A' }),
    diagnosis('d2', 'h', '03-01', 108, { value: 'A' }),
    organization('o1', 'a', '02-01', 109, { value: 'A' }),
    organization('o1', 'b', '04-01', 124, { value: 'B' }),
    organization('o1', 'c', '12-01', 125, { value: 'C' }),
  ],
  [
    // Of known members and of unknown ones, in every role; without a member; twice; with a key that a member has too.
    visit('e1', 'e', '03-01', 201, { payer: 'y1', organization: 'o1' }),
    visit('e2', 'i', '05-01', 202, { patient: 'p9', payer: 'y9', organization: 'o9', provider: 'r9' }),
    visit('p9', 'as patient', '05-01', 211, { patient: 'p10', payer: 'y10' }),
    visit('e3', 'j', '05-01', 203, { patient: 'p2' }),
    visit('e3', 'j', '05-01', 203, { patient: 'p2' }),
    visit('e3', 'k', '05-02', 204, { patient: 'p2', cost: '2.00' }),
    visit('e4', 'l', '01-01', 205, { payer: 'y2' }),
    visit('e5', 'm', '05-01', 206, { patient: 'p3' }),
    visit('e6', twins[0], '05-01', 207, { patient: 'p3' }),
    visit('e14', twins[1], '05-01', 207, { patient: 'p3', cost: '4.00' }),
    visit('e15', 'twice', '05-01', 217),
    visit('e15', 'twice', '05-01', 218),
    from('another', visit('e16', 'twice', '05-01', 219)),
    from('another', visit('e16', 'twice', '05-01', 220)),
    visit('e18', 'before', '01-15', 221, { patient: 'p9' }),
    visit('e8', 'stays', '05-01', 212),
    visit('e9', 'between versions', '09-01', 213, { patient: 'p6', payer: 'y1', organization: 'o1', provider: 'r1' }),
    visit('e10', 'same', '05-01', 214),
    from('another', visit('e11', 'same', '05-01', 215)),
    claimChange('c1', {
      id: 'a',
      at: on('03-01'),
      sequence: 208,
      patient: 'p1',
      primary: 'y1',
      secondary: 'y8',
      provider: 'r1',
      supervisor: 'r2',
    }),
    claimChange('c2', { id: 'n', at: on('03-01'), sequence: 209, patient: 'p1', primary: 'y2', secondary: 'y2' }),
    claimChange('c3', { id: 'stays', at: on('07-01'), sequence: 210, patient: 'p1', primary: 'y1', secondary: 'y1' }),
    claimChange('c4', {
      id: 'inferred',
      at: on('07-01'),
      sequence: 216,
      patient: 'p1',
      primary: 'y8',
      secondary: 'y8',
    }),
  ],
  [
    // The inferred are described; late and at an instant that is taken; what is not new; another source's event of that id.
    patient('p9', 'o', '03-01', 301, { value: 'D' }),
    patient('p9', 'oo', '04-10', 313, { value: 'E' }),
    patient('p9', 'ooo', '08-01', 314, { value: 'F' }),
    patient('p1', 'p', '02-20', 302, { value: 'C' }),
    patient('p3', 'q', '03-01', 303, { value: 'D' }),
    patient('p2', 'r', '06-01', 304, { value: 'A' }),
    from('another', patient('p3', 'a', '07-01', 305, { value: 'E' })),
    payer('y8', 's', '02-01', 307, { value: 'A' }),
    payer('y8', 'ss', '02-20', 315, { value: 'B' }),
    payer('y8', 'sss', '06-01', 316, { value: 'C' }),
    payer('y8', 'ssss', '08-01', 317, { value: 'D' }),
    payer('y1', 't', '02-15', 308, { value: 'C' }),
    payer('y2', 'u', '02-15', 309, { value: 'C' }),
    // Older than what is known, newer and the same, newer and different, two at an instant.
    diagnosis('d1', 'v', '02-01', 310, { value: 'C' }),
    diagnosis('d1', 'w', '04-01', 311, { value: 'A' }),
    diagnosis('d2', 'x', '04-01', 312, { value: 'B' }),
    diagnosis('d2', 'xx', '04-01', 318, { value: 'D' }),
    visit('e1', 'e', '03-01', 201, { payer: 'y1', organization: 'o1' }),
    // A patient whose key an encounter has.
    visit('e17', 'names e1', '05-01', 319, { patient: 'e1' }),
  ],
  [
    // Earlier deliveries than those that counted: with another content, of another time, of another key.
    patient('p2', 'c', '02-10', 90, { value: 'B' }),
    patient('p5', 'd', '03-01', 91, { value: 'C' }),
    patient('p8', 'moves', '02-01', 95, { value: 'A' }),
    // Another contract's event of that id and sequence counts.
    patient('p6', 'm', '07-01', 206, { value: 'F' }),
    visit('e12', 'c', '07-01', 103),
    visit('e7', 'm', '05-01', 92, { patient: 'p3' }),
    visit('e2', 'i', '05-03', 93, { patient: 'p9', payer: 'y9' }),
    diagnosis('d2', 'xx', '04-01', 94, { value: 'C' }),
    diagnosis('d3', 'c', '04-01', 103, { value: 'C' }),
    // A deletion of each kind; a fact's correction that comes after a later one; and one of a deleted fact.
    patient('p1', 'y', '07-01', 401, { deleted: true }),
    visit('e4', 'z', '01-01', 402, { deleted: true }),
    visit('e3', 'aa', '05-02', 150, { patient: 'p2', cost: '3.00' }),
    visit('e6', twins[0], '05-02', 97, { patient: 'p3', cost: '5.00' }),
    patient('p4', twins[0], '02-05', 96, { value: 'C' }),
    from('another', visit('e5', 'e', '05-01', 404, { patient: 'p3' })),
  ],
  [
    // Once more the deliveries that count no more, even earlier ones, and what is long known, once and twice.
    patient('p2', 'c', '02-01', 103, { value: 'A' }),
    patient('p2', 'c', '02-12', 80, { value: 'D' }),
    patient('p3', 'd', '03-01', 104, { value: 'C' }),
    patient('p1', 'a', '02-01', 101, { value: 'A' }),
    patient('p1', 'a', '02-01', 101, { value: 'A' }),
    // An old version's words, of another time.
    patient('p6', 'back', '08-01', 505, { value: 'A' }),
    patient('p6', 'm', '07-01', 206, { value: 'F' }),
    visit('e12', 'c', '07-01', 103),
    visit('e7', 'm', '05-01', 81, { patient: 'p2' }),
    visit('e5', 'm', '05-01', 206, { patient: 'p3' }),
    visit('e8', 'stays', '05-01', 212),
    visit('e8', 'stays', '05-01', 212),
    // The event whose twin came earlier meanwhile.
    patient('p4', twins[1], '08-01', 110, { value: 'B' }),
    visit('e14', twins[1], '05-01', 207, { patient: 'p3', cost: '4.00' }),
    visit('e14', 'older', '05-01', 100, { patient: 'p3', cost: '6.00' }),
    // A patient whose only event turned out to be another's.
    visit('e13', 'of nobody', '05-01', 504, { patient: 'p7' }),
    patient('p1', 'bb', '03-01', 501, { value: 'B' }),
    patient('p1', 'cc', '04-01', 502, { value: 'F' }),
    payer('y1', 'a', '02-01', 105, { value: 'A' }),
    visit('e1', 'dd', '02-10', 503, { payer: 'y1' }),
    // At the instant of a version, what the one before it said; and what was before all versions.
    patient('p21', 'undone', '04-01', 507, { value: 'A' }),
    patient('p20', 'before', '01-10', 508, { value: 'B' }),
    visit('e9', 'again', '09-01', 506, { patient: 'p6', payer: 'y1', organization: 'o1', provider: 'r1' }),
  ],
];

/** Everything that loads leave behind, and which rows each of them wrote. */
async function outcome(load: LoadWarehouse): Promise<unknown[]> {
  const seen: unknown[] = [];
  let before = new Map<string, unknown>();
  await run.reset();
  for (const changes of deliveries) {
    await run.deliver(changes);
    const { staged, inserted, duplicates, collisions, setAside, loads } = await load(randomUUID());
    seen.push({ staged, inserted, duplicates, collisions, setAside, loads: loads.length });
    const after = new Map((await rowsOfStar()).map(({ row, writtenBy }) => [row, writtenBy]));
    seen.push([...after].filter(([row, writtenBy]) => before.get(row) !== writtenBy).map(([row]) => row));
    before = after;
  }
  seen.push([...before.keys()]);
  // The last loads once more, as if their objects had been forgotten: the same loads by their ids.
  const forgotten = `SELECT load_id FROM audit.load_ledger WHERE load_id IN (
    SELECT load_id FROM audit.loaded_object WHERE object_key IN (SELECT MAX(object_key) FROM audit.loaded_object GROUP BY contract))`;
  await run.engine.exec(`DELETE FROM audit.loaded_object WHERE load_id IN (${forgotten})`);
  await load(randomUUID());
  seen.push((await run.rows('SELECT COUNT(*) AS loads FROM audit.load_ledger'))[0]);
  for (const table of histories) {
    const { rows } = await run.engine.query(
      `SELECT md5(CAST(to_jsonb(h) - 'load_id' - 'loaded_at' - 'object_key' - 'arrived_at' AS text)) AS row FROM ${table} h ORDER BY 1`,
    );
    seen.push(rows);
  }
  seen.push(await run.rows('SELECT COUNT(*) AS objects, SUM(row_count) AS rows FROM audit.loaded_object'));
  return seen;
}

const histories = ['patient', 'payer', 'provider', 'organization', 'encounter', 'claim', 'superseded_delivery'].map(
  (table) => `history.${table}`,
);
const tables = [
  'dim_patient',
  'dim_payer',
  'dim_diagnosis',
  'dim_organization',
  'dim_provider',
  'fact_encounter',
  'fact_claim',
];

async function rowsOfStar(): Promise<{ row: string; writtenBy: string }[]> {
  const each = tables.map(
    (
      table,
    ) => `SELECT '${table} ' || CAST(to_jsonb(t) - 'load_id' - 'loaded_at' AS text) AS row, CAST(xmin AS text) AS "writtenBy"
      FROM star.${table} t`,
  );
  return (await run.engine.query<{ row: string; writtenBy: string }>(`${each.join('\nUNION ALL\n')}\nORDER BY 1`)).rows;
}

/** Statements that stand for all: of each kind of table one load, without what others repeat. */
const measured: Readonly<Record<string, RegExp>> = {
  patient: /^(?!check|lock)(?!point (?!star\.fact_encounter))/,
  payer: /^point star\.fact_claim /,
  diagnosis: /^rebuild/,
  encounter: /^(?!check|lock)(?!.*dim_(organization|provider|payer))/,
};

interface Mutant {
  readonly contract: string;
  readonly statement: string;
  readonly predicate: string;
  readonly sql: string;
}

function mutants(): Mutant[] {
  return Object.entries(measured).flatMap(([contract, wanted]) =>
    (run.sql.get(contract) ?? []).flatMap(({ name, sql }) =>
      wanted.test(name)
        ? predicatesOf(sql).map(({ text, without }) => ({
            contract,
            statement: name,
            predicate: text.replaceAll(/\s+/g, ' '),
            sql: without,
          }))
        : [],
    ),
  );
}

/**
 * What may go without another result, and why. Without it a load does more than it must: plans.test.ts and `npm run bench
 * load-growth` are for that.
 */
const redundant: readonly { readonly mutant: RegExp; readonly because: string }[] = [
  { mutant: /: [hx]\.event_key = /, because: 'the texts say it too: the key only finds them' },
  { mutant: /: [hx]\.event_source = /, because: 'only two sources with one id and one key would tell' },
  {
    mutant: /^(patient|payer|diagnosis), .*: \w+\.model = /,
    because: 'a load of a dimension has keys of no other model',
  },
  {
    mutant: /^(patient|payer), point .*: f\.\w+_bk = k\.business_key$/,
    because: 'what is right for a fact follows from its own key',
  },
  { mutant: /, point .*: f\.\w+ >= k\.facts_from$/, because: 'what is right for a fact follows from its own key' },
  { mutant: /, record the load .*: known\.contract = /, because: 'an id of a load is of one contract' },
  { mutant: /, record the objects .*: known\.object_key IS NULL$/, because: 'the ledger is asked first what is known' },
  { mutant: /: mentioned\.bk IS NOT NULL$/, because: 'each event names a patient' },
  { mutant: /, add the inferred .*: d\.\w+_bk IS NULL$/, because: 'only unknown members are among the keys' },
  { mutant: /^diagnosis, .*: (x\.|CASE WHEN x\.|recency)/, because: 'as in the load of patient' },
  { mutant: /^diagnosis, .*: h\.version_at >= k\.history_from$/, because: 'of all versions only the last is shown' },
  { mutant: /^diagnosis, .*: \(op <> 'I' OR has_real = 0\)$/, because: 'no event here names a diagnosis' },
];

test('the deliveries bring about everything that the loads tell apart, and the star is what the oracle says', async () => {
  await outcome(run.load);
  expect(await readStar(run.rows)).toEqual(expectedStar(deliveries.flat()));
  expect(await run.brokenInvariants()).toEqual([]);
});

test('a load without one of its predicates comes to another result', async () => {
  const right = JSON.stringify(await outcome(run.load));
  const all = mutants();
  const chosen = isThorough ? all : all.filter((_, index) => index % 12 === new Date().getUTCHours() % 12);
  const alive: string[] = [];
  for (const { contract, statement, predicate, sql } of chosen) {
    const mutant = `${contract}, ${statement}: ${predicate}`;
    if (redundant.some((known) => known.mutant.test(mutant))) continue;
    const own = (run.sql.get(contract) ?? []).map((each) => (each.name === statement ? { ...each, sql } : each));
    const mutated: LoadSql = new Map(run.sql).set(contract, own);
    const result = await outcome(run.loader({ sql: mutated })).then(JSON.stringify, () => 'failed');
    if (result === right) alive.push(mutant);
  }
  expect(alive).toEqual([]);
}, 900_000);
