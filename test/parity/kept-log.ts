import { mkdir, readFile, rm, rmdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { changeLogLateDays, layout } from '../../contracts/platform/zones.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import type { Facts } from '../../tools/spark/local-spark.ts';
import { addedColumns } from '../contracts/newer-contract.ts';
import { logNamed } from '../glue-scripts/change-rows.ts';
import { arrives, fewLogs } from './crafted-changes.ts';
import { newerLogs, newerRelease } from './newer-release.ts';
import type { ParityBench } from './parity-bench.ts';
import type { EnginePromise } from './promises.ts';
import { writeCrafted } from './silver-files.ts';

// The first contract stands for all: how a log is kept depends on none.
const [log = logNamed('organization')] = fewLogs.filter(({ contract }) => contract.kind === 'reference');
const lake = 'kept';
const rowsOfAnObject = 2;
const daysMs = (days: number) => days * 86_400_000;
const dayOf = (daysAgo: number) => new Date(Date.now() - daysMs(daysAgo)).toISOString().slice(0, 10);

interface StoredMark {
  readonly until: string;
  readonly through: string | null;
  readonly columns: Readonly<Record<string, number>>;
  readonly wider: { readonly through: string } | null;
}

// Over all promises, which share the log: no object gets the key of another.
let delivered = 0;

/** A kept log of one contract, which a job keeps as long as it stands: objects, table and mark. */
class KeptLogBench {
  readonly bench: ParityBench;
  readonly silver: string;
  readonly table: string;
  readonly markPath: string;
  /** What a local file system writes beside it, and holds it against when it is read. */
  readonly sumPath: string;
  readonly problems: string[] = [];

  constructor(bench: ParityBench, silver: string) {
    this.bench = bench;
    this.silver = silver;
    this.table = bench.tableName(lake, `silver.${log.name}_changes`);
    this.markPath = join(silver, layout.kept.prefix, `${log.name}.json`);
    this.sumPath = join(silver, layout.kept.prefix, `.${log.name}.json.crc`);
  }

  static async open(bench: ParityBench): Promise<KeptLogBench> {
    return new KeptLogBench(bench, await bench.silverOf(lake));
  }

  /** An object for each of these days; S3 got it that long ago, or `age` days ago. @returns the paths. */
  async deliver(daysAgo: readonly number[], age?: number): Promise<readonly string[]> {
    const before = new Set(await this.objects());
    for (const days of daysAgo) {
      delivered += 1;
      const rows = Array.from({ length: rowsOfAnObject }, () => arrives(log, `kept-${delivered}`, {}));
      await writeCrafted(this.silver, [{ log, rows }], delivered, days);
    }
    const added = (await this.objects()).filter((object) => !before.has(object));
    const at = new Date(Date.now() - daysMs(age ?? 0));
    await Promise.all(added.map((object) => utimes(object, at, at)));
    return added;
  }

  objects(): Promise<readonly string[]> {
    return filesBelow(join(this.silver, layout.changes.prefix), '.parquet');
  }

  /** @param glueScripts those of another release. */
  async run(glueScripts?: string): Promise<Facts> {
    return this.bench.runSpark(lake, this.silver, `silver.${log.name}_history`, glueScripts);
  }

  /** A run that cannot write its mark; whether it died of that. */
  async runToDeath(): Promise<boolean> {
    const mark = await readFile(this.markPath);
    // Where a folder stands no sum can be written, and without it no mark.
    await rm(this.sumPath, { force: true });
    await mkdir(this.sumPath);
    const died = await this.run().then(
      () => false,
      () => true,
    );
    await rmdir(this.sumPath);
    // Unlike S3, a disk has begun to write over it.
    await writeFile(this.markPath, mark);
    return died;
  }

  /** Notes what is wrong with the table when it does not hold the rows of every object once. */
  async expectEveryRowOnce(when: string): Promise<void> {
    const expected = (await this.objects()).map((object) => `${relative(this.silver, object)} ${rowsOfAnObject}`);
    const found = await this.bench.spark.rows(
      `SELECT object_key, COUNT(*) AS n FROM ${this.table} GROUP BY object_key`,
    );
    const rows = found.map(({ object_key, n }) => `${object_key} ${n}`).sort();
    if (JSON.stringify(rows) !== JSON.stringify(expected.toSorted())) {
      this.expect(
        false,
        `${when}: the table does not hold every row once (${rows.length} of ${expected.length} objects)`,
      );
    }
  }

  expect(holds: boolean, otherwise: string): void {
    if (!holds) this.problems.push(otherwise);
  }

  /** An object of a producer of the newer release, with a value of a new column. */
  async deliverNewer(): Promise<void> {
    const newerLog = newerLogs.find(({ name }) => name === log.name) ?? log;
    delivered += 1;
    const rows = [arrives(newerLog, `newer-${delivered}`, { [addedColumns[0]]: 'not lost' })];
    await writeCrafted(this.silver, [{ log: newerLog, rows }], delivered);
  }

  /** Notes it when not so many rows have a value of the new column. */
  async expectNotes(count: number): Promise<void> {
    const [note] = addedColumns;
    const found = await this.bench.spark.rows(`SELECT 1 AS one FROM ${this.table} WHERE ${note} IS NOT NULL`);
    this.expect(found.length === count, `${found.length} rows have the new column, not ${count}`);
  }

  async commits(): Promise<number> {
    return (await this.bench.spark.rows(`SELECT snapshot_id FROM ${this.table}.snapshots`)).length;
  }

  async mark(): Promise<StoredMark> {
    return JSON.parse(await readFile(this.markPath, 'utf8'));
  }

  /** Puts another mark in the place of the present one. */
  async remark(changed: Partial<StoredMark>): Promise<void> {
    await writeFile(this.markPath, JSON.stringify({ ...(await this.mark()), ...changed }));
    await rm(this.sumPath, { force: true });
  }
}

/** Days that runs read one after the other, as they logged them while there were more. */
const daysThrough = (facts: Facts) => facts.flatMap(({ through }) => (through === undefined ? [] : [String(through)]));

/** Makes an object unreadable, unseen by whoever goes by the time of change. @returns what puts it right. */
async function spoil(path: string): Promise<() => Promise<void>> {
  const content = await readFile(path);
  const old = new Date(Date.now() - daysMs(40));
  await writeFile(path, 'no Parquet');
  await utimes(path, old, old);
  return async () => {
    await writeFile(path, content);
    await utimes(path, old, old);
  };
}

const opened = (facts: Facts) => facts.some((fact) => 'log' in fact && !('through' in fact) && fact.unread !== 0);

/** How a change log is kept, in the order in which to show it. */
export const keptLog: readonly EnginePromise[] = [
  {
    name: 'a log without a mark is read by days, and rows that are there are not written again',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      await kept.deliver([9, 7, 5, 1]);
      const first = daysThrough(await kept.run());
      kept.expect(first[0] === dayOf(9), `the first part went through ${first[0]}`);
      await kept.expectEveryRowOnce('at first');
      const commits = await kept.commits();
      await rm(kept.markPath);
      await kept.run();
      kept.expect((await kept.commits()) === commits, 'rows that were there were written again');
      await kept.expectEveryRowOnce('without a mark');
      return kept;
    },
  },
  {
    name: 'a death between rows and mark repeats itself without harm',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      await kept.deliver([0]);
      kept.expect(await kept.runToDeath(), 'the job did not die');
      await kept.expectEveryRowOnce('after the death');
      await kept.run();
      await kept.expectEveryRowOnce('after the next run');
      return kept;
    },
  },
  {
    name: 'a run goes on behind the last day that is marked, and opens nothing before it',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      const [oldest = ''] = await kept.objects();
      // By its time of change nobody would find it.
      await kept.deliver([3], 40);
      await kept.remark({ through: dayOf(5) });
      const putRight = await spoil(oldest);
      const facts = await kept.run();
      await putRight();
      kept.expect(!opened(facts), 'an object of a day before was opened');
      kept.expect((await kept.mark()).through === null, 'the mark does not say that all days are read');
      await kept.expectEveryRowOnce('after the rest of the days');
      return kept;
    },
  },
  {
    name: 'what arrived while no run came for days is read by days, late objects of the days before it too',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      await kept.remark({ until: new Date(Date.now() - daysMs(6)).toISOString().slice(0, 19) });
      await kept.deliver([8, 4, 2, 0]);
      const [, ...others] = daysThrough(await kept.run());
      kept.expect(others.length > 0, 'all was read at once');
      await kept.expectEveryRowOnce('after the days');
      return kept;
    },
  },
  {
    name: 'rows that somebody removed come back, and only those are written',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      await bench.spark.rows(`DELETE FROM ${kept.table} WHERE object_key LIKE '%dt=${dayOf(4)}%'`);
      const added = (await kept.run()).filter(({ log: of }) => of !== undefined).at(-1)?.added;
      kept.expect(added === rowsOfAnObject, `${added} rows were written`);
      await kept.expectEveryRowOnce('after the removal');
      return kept;
    },
  },
  {
    name: 'the mark that stood in a property of the table holds once, and the property goes',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      const { until, columns } = await kept.mark();
      const property = JSON.stringify({ until, columns: Object.keys(columns) });
      await bench.spark.rows(`ALTER TABLE ${kept.table} SET TBLPROPERTIES ('medstream.kept'='${property}')`);
      await rm(dirname(kept.markPath), { recursive: true });
      const [oldest = ''] = await kept.objects();
      const putRight = await spoil(oldest);
      const facts = await kept.run();
      await putRight();
      kept.expect(!opened(facts) && daysThrough(facts).length === 0, 'the log was read again');
      const properties = await bench.spark.rows(`SHOW TBLPROPERTIES ${kept.table}`);
      kept.expect(!properties.some(({ key }) => key === 'medstream.kept'), 'the property is still there');
      kept.expect((await kept.mark()).until >= until, 'there is no mark');
      return kept;
    },
  },
  {
    name: 'a job whose tables are deployed changes none: it names what a table lacks',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      const { glueScripts } = await newerRelease(bench);
      const model = `silver.${log.name}_history`;
      const said = await bench.runSpark(lake, kept.silver, model, glueScripts, 'deployed').then(
        () => 'it did not fail',
        (error: Error) => error.message,
      );
      kept.expect(said.includes(`lacks ['${addedColumns.join("', '")}']`), said);
      return kept;
    },
  },
  {
    name: 'an older release that dies in a log of a newer one loses no value of the new columns',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      const newer = await newerRelease(bench);
      await kept.run(newer.glueScripts);
      await kept.deliverNewer();
      kept.expect(await kept.runToDeath(), 'the job did not die');
      await kept.run(newer.glueScripts);
      await kept.expectNotes(1);
      return kept;
    },
  },
  {
    name: 'what an older release read is read again by the newer one, and nothing of the days before',
    show: async (bench) => {
      const kept = await KeptLogBench.open(bench);
      const newer = await newerRelease(bench);
      await kept.deliverNewer();
      await kept.run();
      await kept.expectNotes(1);
      // An object of a day before is whole, so nothing but the mark tells that it is not opened. Until a quarter past
      // midnight the mark speaks of yesterday.
      const through = (await kept.mark()).wider?.through ?? '';
      const days = [changeLogLateDays + 1, changeLogLateDays + 2].map(dayOf);
      kept.expect(days.includes(through), `all columns were read up to "${through}"`);
      await kept.run(newer.glueScripts);
      await kept.expectNotes(2);
      kept.expect((await kept.mark()).wider === null, 'the newer release left the note of the older one');
      return kept;
    },
  },
];
