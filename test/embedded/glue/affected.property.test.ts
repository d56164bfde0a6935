import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { builtKey, layout, setAsideKey } from '../../../contracts/platform/zones.ts';
import { isTable } from '../../../domain/lake/lake-catalog.ts';
import { type Built, buildModels, type LakePaths, tableDirectory } from '../../../embedded/glue/build-models.ts';
import { openDuckDb, sqlPath } from '../../../embedded/glue/duckdb.ts';
import { type Model, readModels } from '../../../embedded/glue/model-catalog.ts';
import { currentSnapshot, filesBelow, presentRows } from '../../../embedded/glue/table-files.ts';
import { type ChangeRow, change, logNamed, rowsQuery } from '../../glue-scripts/change-rows.ts';
import { writeFewModels } from '../../glue-scripts/few-models.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/**
 * Whatever comes, goes, repeats itself or breaks off between runs: what runs of affected keys leave is row for row what a
 * build of everything from nothing gives, totals included.
 */
const logs = ['organization', 'payer', 'encounter', 'claim_transaction'].map(logNamed);
const names = logs.map(({ name }) => name);

let models: readonly Model[];
beforeAll(async () => {
  const folder = await temporaryDirectory();
  await writeFewModels(folder, logs);
  models = await readModels(folder);
});

/** Few keys, few events, few sequences and instants, so that they meet in every way. */
const delivered = fc.record({
  contract: fc.constantFrom('organization', 'encounter', 'encounter', 'claim_transaction'),
  key: fc.constantFrom(0, 0, 0, 1, 4, 4, 8, 12),
  /** Of the key's own events; 9 is one that any key may use. */
  event: fc.constantFrom(0, 1, 2, 9),
  sequence: fc.integer({ min: 1, max: 30 }),
  instant: fc.integer({ min: 0, max: 4 }),
  value: fc.integer({ min: 0, max: 2 }),
  op: fc.constantFrom('U', 'U', 'U', 'D'),
});
type Delivered = typeof delivered extends fc.Arbitrary<infer T> ? T : never;

const step = fc.record({
  rows: fc.array(delivered, { maxLength: 8 }),
  /** Of the objects that are there, which are set aside from here on: every so-manieth; 0 is none. */
  aside: fc.constantFrom(0, 0, 0, 2, 3),
  happens: fc.constantFrom('a run', 'a run', 'a run', 'no run', 'a stop before', 'a stop between', 'an audit'),
});

const at = (n: number) => `2024-01-0${n + 1} 00:00:00`;

function rowOf({ contract, key, event, sequence, instant, value, op }: Delivered): ChangeRow {
  const name = event === 9 ? 'shared' : `${key}-${event}`;
  const said = {
    organization: { name: `Name ${value}` },
    encounter: {
      started_at: at(instant),
      organization_id: `${instant}`,
      payer_id: value === 0 ? null : `payer-${value}`,
      total_claim_cost: `${value}.99`,
    },
    claim_transaction: { encounter_id: `${value * 4}`, transaction_type: 'PAYMENT', payment: `${value}.01` },
  }[contract];
  return change(contract, {
    [`${contract}_id`]: `${key}`,
    // What has the sequence of another record is that record, in every field of its own.
    event_id: name,
    sequence: sequence * 1000 + key * 20 + value * 5 + instant,
    version_at: at(instant),
    arrived_at: `2024-01-${String(sequence).padStart(2, '0')} 00:00:00`,
    op,
    ...said,
  });
}

const arrivedBefore = new Date('2024-01-16T00:00:00Z');
let objects = 0;

class Lake implements LakePaths {
  readonly root: string;
  readonly silverPath: string;
  readonly goldPath: string;

  constructor(root: string) {
    this.root = root;
    this.silverPath = join(root, 'silver');
    this.goldPath = join(root, 'gold');
  }

  static async make(): Promise<Lake> {
    const lake = new Lake(await temporaryDirectory());
    await mkdir(join(lake.silverPath, layout.changes.prefix), { recursive: true });
    await mkdir(lake.goldPath);
    return lake;
  }

  build(rebuild: 'affected' | 'whole', limits = { changedShare: 0.25, parts: 32 }): Promise<Built> {
    return buildModels({ models, logs, paths: this, arrivedBefore, rebuild, partLimits: limits });
  }

  async deliver(rows: readonly Delivered[]): Promise<void> {
    const session = await openDuckDb({ allowedDirectories: [this.silverPath] });
    try {
      for (const name of names) {
        const own = rows.filter(({ contract }) => contract === name).map(rowOf);
        if (own.length === 0) continue;
        objects += 1;
        const key = `changes/${name}/dt=2024-01-01/hr=00/shardId-0/${String(objects).padStart(6, '0')}.parquet`;
        await mkdir(dirname(join(this.silverPath, key)), { recursive: true });
        const keyed = `SELECT * REPLACE (${sqlPath(key)} AS object_key) FROM (${rowsQuery(name, own)})`;
        await session.run(`COPY (${keyed}) TO ${sqlPath(join(this.silverPath, key))} (FORMAT parquet)`);
      }
    } finally {
      session.close();
    }
  }

  async setAside(every: number): Promise<void> {
    const files = await filesBelow(join(this.silverPath, layout.changes.prefix), '.parquet');
    const aside = every === 0 ? [] : files.filter((_, index) => index % every === 0);
    await mkdir(join(this.silverPath, layout.manifests.prefix), { recursive: true });
    const keys = aside.map((file) => relative(this.silverPath, file));
    await writeFile(join(this.silverPath, setAsideKey), JSON.stringify({ objects: keys }));
  }

  /** A run that ended when it had put some tables in place and not the others. */
  async stopBetween(): Promise<void> {
    const before = join(this.root, 'before');
    await cp(this.silverPath, before, { recursive: true });
    await this.build('affected', { changedShare: 100, parts: 3 });
    const tables = join(this.silverPath, layout.silverTables.prefix);
    for (const [index, table] of (await readdir(tables)).entries()) {
      if (index % 2 === 0) continue;
      await rm(join(tables, table), { recursive: true });
      const old = join(before, layout.silverTables.prefix, table);
      await cp(old, join(tables, table), { recursive: true }).catch(() => undefined);
    }
    // The mark is written after them.
    await rm(join(this.silverPath, builtKey), { force: true });
    await cp(join(before, builtKey), join(this.silverPath, builtKey)).catch(() => undefined);
    await rm(before, { recursive: true });
  }

  /** A run that ended before it put anything in place. */
  async stopBefore(): Promise<void> {
    for (const model of models.filter(isTable)) {
      const directory = tableDirectory(this, model);
      await mkdir(directory, { recursive: true });
      for (const name of ['unfinished', 'unfinished.part', 'unfinished.gone']) {
        await writeFile(join(directory, name), 'half of it');
      }
    }
  }
}

async function expectSame(lake: Lake, totals: Built['totals'], what: string): Promise<void> {
  const fresh = await Lake.make();
  await cp(join(lake.silverPath, 'changes'), join(fresh.silverPath, 'changes'), { recursive: true });
  await cp(join(lake.silverPath, 'manifests'), join(fresh.silverPath, 'manifests'), { recursive: true });
  const whole = await fresh.build('affected');
  expect(totals, `totals after ${what}`).toEqual(whole.totals);
  const session = await openDuckDb({ allowedDirectories: [lake.root, fresh.root] });
  try {
    for (const model of models.filter(isTable)) {
      const [kept, made] = await Promise.all(
        [lake, fresh].map(async (each) => {
          const snapshot = await currentSnapshot(tableDirectory(each, model));
          return snapshot === undefined ? 'SELECT 1' : presentRows(snapshot);
        }),
      );
      const { rows } = await session.query(
        `SELECT * FROM ((${kept}) EXCEPT ALL (${made})) UNION ALL ((${made}) EXCEPT ALL (${kept}))`,
      );
      expect(rows, `${model.name} after ${what}`).toEqual([]);
    }
  } finally {
    session.close();
    await rm(fresh.root, { recursive: true });
  }
}

const one = (
  contract: Delivered['contract'],
  key: Delivered['key'],
  sequence: number,
  said: Partial<Pick<Delivered, 'instant' | 'value' | 'op'>> = {},
): Delivered => ({
  contract,
  key,
  event: ([0, 1, 2] as const)[sequence % 3] ?? 0,
  sequence,
  instant: 0,
  value: 0,
  op: 'U',
  ...said,
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const runOf = (...rows: readonly Delivered[]): Step => ({ rows: [...rows], aside: 0, happens: 'a run' });

/** What random changes seldom do, one after the other. */
const seldom: readonly (readonly Step[])[] = [
  // A payment goes from an encounter to another, then to one that is not there, and alone.
  [
    runOf(one('encounter', 0, 1), one('encounter', 4, 2, { instant: 2, value: 1 }), one('claim_transaction', 1, 3)),
    runOf(one('claim_transaction', 1, 4, { value: 1 })),
    runOf(one('claim_transaction', 1, 5, { value: 2 })),
  ],
  // An encounter goes to another month's group and payer, and is deleted with a payment for it.
  [
    runOf(one('encounter', 4, 1, { value: 1 }), one('claim_transaction', 1, 2, { value: 1 })),
    runOf(one('encounter', 4, 5, { instant: 3, value: 2 })),
    runOf(one('encounter', 4, 9, { instant: 3, value: 2, op: 'D' })),
  ],
  // An organization that encounters name comes, goes and comes again, and nothing else.
  [
    runOf(one('encounter', 0, 1, { instant: 4 }), one('encounter', 8, 2, { instant: 4 }), one('organization', 4, 3)),
    runOf(one('organization', 4, 4, { instant: 1, op: 'D' })),
    runOf(one('organization', 4, 8, { instant: 2 })),
  ],
];

test('runs of affected keys leave what a build of everything gives', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 5 }), fc.boolean(), async (steps, isOneFile) => {
      const lake = await Lake.make();
      const limits = isOneFile ? { changedShare: 0, parts: 1 } : { changedShare: 100, parts: 4 };
      await lake.setAside(0);
      for (const { rows, aside, happens } of steps) {
        await lake.deliver(rows);
        await lake.setAside(aside);
        if (happens === 'no run') continue;
        if (happens === 'a stop before') await lake.stopBefore();
        if (happens === 'a stop between') await lake.stopBetween();
        const { totals, differing } = await lake.build(happens === 'an audit' ? 'whole' : 'affected', limits);
        expect(differing).toEqual({});
        await expectSame(lake, totals, happens);
      }
    }),
    {
      numRuns: 10,
      examples: seldom.map((steps): [Step[], boolean] => [[...steps], false]),
      interruptAfterTimeLimit: 240_000,
    },
  );
});
