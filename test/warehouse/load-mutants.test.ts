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
const [patient, payer, diagnosis, organization] = ['patient', 'payer', 'diagnosis', 'organization'].map(member);
type Visit = Partial<Parameters<typeof encounterChange>[1]>;
const visit = (key: string, id: string, day: string, sequence: number, told: Visit = {}) =>
  encounterChange(key, { id, at: on(day), sequence, patient: 'p1', ...told });
const from = (source: string, change: Change): Change => ({ ...change, source });

/** Two identities of events whose narrow keys are equal: found among the MD5 of as many as it takes, a billion. */
const twins = ['TWIN_A', 'TWIN_B'] as const;

/** Deliveries in which everything happens that a load tells apart. */
function deliveries(): Change[][] {
  if (patient === undefined || payer === undefined || diagnosis === undefined || organization === undefined) return [];
  return [
    [
      patient('p1', 'a', '02-01', 101, { value: 'A' }),
      patient('p1', 'b', '04-01', 102, { value: 'B' }),
      // A row of a delivery twice, and the event again later in the stream, with other content.
      patient('p2', 'c', '02-01', 103, { value: 'A' }),
      patient('p2', 'c', '02-01', 103, { value: 'A' }),
      patient('p2', 'c', '02-01', 140, { value: 'C' }),
      patient('p3', 'd', '03-01', 104, { value: 'C' }),
      payer('y1', 'a', '02-01', 105, { value: 'A' }),
      payer('y2', 'f', '02-01', 106, { value: 'B' }),
      diagnosis('d1', 'g', '03-01', 107, { value: 'A' }),
      diagnosis('d2', 'h', '03-01', 108, { value: 'A' }),
      organization('o1', 'a', '02-01', 109, { value: 'A' }),
      patient('p4', twins[0], '02-01', 110, { value: 'A' }),
    ],
    [
      // Of known members and of unknown ones, in every role; without a member; twice.
      visit('e1', 'e', '03-01', 201, { payer: 'y1', organization: 'o1' }),
      visit('e2', 'i', '05-01', 202, { patient: 'p9', payer: 'y9', organization: 'o9', provider: 'r9' }),
      visit('e3', 'j', '05-01', 203, { patient: 'p2' }),
      visit('e3', 'j', '05-01', 203, { patient: 'p2' }),
      visit('e3', 'k', '05-02', 204, { patient: 'p2', cost: '2.00' }),
      visit('e4', 'l', '01-01', 205, { payer: 'y2' }),
      visit('e5', 'm', '05-01', 206, { patient: 'p3' }),
      visit('e6', twins[0], '05-01', 207, { patient: 'p3' }),
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
    ],
    [
      // The inferred are described; late and at an instant that is taken; what is not new; another source's event of that id.
      patient('p9', 'o', '06-01', 301, { value: 'D' }),
      patient('p1', 'p', '02-20', 302, { value: 'C' }),
      patient('p3', 'q', '03-01', 303, { value: 'D' }),
      patient('p2', 'r', '06-01', 304, { value: 'A' }),
      from('another', patient('p3', 'a', '07-01', 305, { value: 'E' })),
      patient('p4', twins[1], '08-01', 306, { value: 'B' }),
      payer('y8', 's', '02-01', 307, { value: 'A' }),
      payer('y1', 't', '02-15', 308, { value: 'C' }),
      payer('y2', 'u', '02-15', 309, { value: 'C' }),
      // Older than what is known, newer and the same, newer and different.
      diagnosis('d1', 'v', '02-01', 310, { value: 'C' }),
      diagnosis('d1', 'w', '04-01', 311, { value: 'A' }),
      diagnosis('d2', 'x', '04-01', 312, { value: 'B' }),
    ],
    [
      // Earlier deliveries than those that counted: with another content, of another time, of another key.
      patient('p2', 'c', '02-10', 90, { value: 'B' }),
      patient('p5', 'd', '03-01', 91, { value: 'C' }),
      visit('e7', 'm', '05-01', 92, { patient: 'p3' }),
      visit('e2', 'i', '05-03', 93, { patient: 'p9', payer: 'y9' }),
      diagnosis('d2', 'x', '04-01', 94, { value: 'C' }),
      // A deletion of each kind; a fact's correction that comes after a later one; and one of a deleted fact.
      patient('p1', 'y', '07-01', 401, { deleted: true }),
      visit('e4', 'z', '01-01', 402, { deleted: true }),
      visit('e3', 'aa', '05-02', 150, { patient: 'p2', cost: '3.00' }),
      visit('e6', twins[1], '05-01', 403, { patient: 'p3', cost: '4.00' }),
      from('another', visit('e5', 'e', '05-01', 404, { patient: 'p3' })),
    ],
    [
      // Once more the deliveries that count no more, even earlier ones, and what is long known.
      patient('p2', 'c', '02-01', 103, { value: 'A' }),
      patient('p2', 'c', '02-12', 80, { value: 'D' }),
      patient('p3', 'd', '03-01', 104, { value: 'C' }),
      visit('e7', 'm', '05-01', 81, { patient: 'p2' }),
      visit('e5', 'm', '05-01', 206, { patient: 'p3' }),
      patient('p1', 'bb', '03-01', 501, { value: 'B' }),
      patient('p1', 'cc', '04-01', 502, { value: 'F' }),
      payer('y1', 'a', '02-01', 105, { value: 'A' }),
      visit('e1', 'dd', '02-10', 503, { payer: 'y1' }),
    ],
  ];
}

/** Everything that loads leave behind, and which rows each of them wrote. */
async function outcome(load: LoadWarehouse): Promise<unknown[]> {
  const seen: unknown[] = [];
  let before = new Map<string, unknown>();
  await run.reset();
  for (const changes of deliveries()) {
    await run.deliver(changes);
    const { staged, inserted, duplicates, collisions, setAside, loads } = await load(randomUUID());
    seen.push({ staged, inserted, duplicates, collisions, setAside, loads: loads.length });
    const after = new Map((await rowsOfStar()).map(({ row, writtenBy }) => [row, writtenBy]));
    seen.push([...after].filter(([row, writtenBy]) => before.get(row) !== writtenBy).map(([row]) => row));
    before = after;
  }
  seen.push([...before.keys()]);
  for (const table of ['history.patient', 'history.encounter', 'history.superseded_delivery']) {
    const { rows } = await run.engine.query(
      `SELECT md5(CAST(to_jsonb(h) - 'load_id' - 'loaded_at' - 'object_key' - 'arrived_at' AS text)) AS row FROM ${table} h ORDER BY 1`,
    );
    seen.push(rows);
  }
  seen.push(await run.rows('SELECT COUNT(*) AS objects, SUM(row_count) AS rows FROM audit.loaded_object'));
  return seen;
}

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
  diagnosis: /^(list|remove|rebuild)/,
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

/** What may go without another result: the rest of the statement says it too, and it saves work or guards what no test can bring about. */
const redundant: readonly { readonly predicate: RegExp; readonly because: string }[] = [];

test('the deliveries bring about everything that the loads tell apart, and the star is what the oracle says', async () => {
  await outcome(run.load);
  expect(await readStar(run.rows)).toEqual(expectedStar(deliveries().flat()));
  expect(await run.brokenInvariants()).toEqual([]);
});

test('a load without one of its predicates comes to another result', async () => {
  const right = JSON.stringify(await outcome(run.load));
  const all = mutants();
  const chosen = isThorough ? all : all.filter((_, index) => index % 12 === new Date().getUTCHours() % 12);
  const alive: string[] = [];
  for (const { contract, statement, predicate, sql } of chosen) {
    if (redundant.some((known) => known.predicate.test(predicate))) continue;
    const own = (run.sql.get(contract) ?? []).map((each) => (each.name === statement ? { ...each, sql } : each));
    const mutated: LoadSql = new Map(run.sql).set(contract, own);
    const result = await outcome(run.loader({ sql: mutated })).then(JSON.stringify, () => 'failed');
    if (result === right) alive.push(`${contract}, ${statement}: ${predicate}`);
  }
  expect(alive).toEqual([]);
}, 900_000);
