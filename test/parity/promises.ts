import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SourceOptions } from '../../cli/run/source.ts';
import { changeLogLateDays, lakeTotalsKey, layout, setAsideKey } from '../../contracts/platform/zones.ts';
import { modelPath } from '../../domain/lake/generated-models.ts';
import { buildModels } from '../../embedded/glue/build-models.ts';
import { readModels } from '../../embedded/glue/model-catalog.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { firstDelivery, parityLogs, secondDelivery } from './crafted-changes.ts';
import { arrivedBefore, type Outcome, type ParityBench } from './parity-bench.ts';
import { ingest, writeCrafted } from './silver-files.ts';

/** What a promise showed: what both engines gave where they ran side by side, and what is wrong; nothing when it holds. */
export interface Shown {
  readonly outcome?: Outcome;
  readonly problems: readonly string[];
}

/** Something that both engines promise. They are shown in order: later ones build on the tables of earlier ones. */
export interface EnginePromise {
  readonly name: string;
  /** What is missing to show it here, and so it is left out. */
  readonly missing?: string;
  readonly show: (bench: ParityBench) => Promise<Shown>;
}

const lake = 'crafted';

async function sideBySide(bench: ParityBench, input: string, of: string, silverPath: string) {
  const outcome = await bench.run(input, of, silverPath);
  return { outcome, problems: outcome.differences } satisfies Shown;
}

/** The message of the error that `work` ends with. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'it did not fail';
}

/** A copy of glue-scripts whose model `name` says `instead` for `text`. */
async function brokenScripts(bench: ParityBench, name: string, text: string, instead: string): Promise<string> {
  const folder = join(bench.root, `broken-${name}`);
  await cp(bench.glueScripts, folder, { recursive: true });
  const file = join(folder, 'models', `${modelPath(name)}.sql`);
  const sql = await readFile(file, 'utf8');
  if (!sql.includes(text)) throw new Error(`${name} does not say ${text}`);
  await writeFile(file, sql.replace(text, instead));
  return folder;
}

const crafted: readonly EnginePromise[] = [
  {
    name: 'a crafted change log: NULLs, limits of decimals, clock changes, dates before 1970 and 1900, texts, duplicates',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      await writeCrafted(silver, firstDelivery, 0);
      return sideBySide(bench, 'crafted', lake, silver);
    },
  },
  {
    name: 'a second run over the same objects, its files in a zip, commits nothing',
    show: async (bench) => {
      const zip = join(bench.root, 'glue-scripts.zip');
      await promisify(execFile)('python3', ['-m', 'zipfile', '-c', zip, 'catalog.json', 'models'], {
        cwd: bench.glueScripts,
      });
      const before = (await bench.commits(lake)) + (await bench.branches(lake));
      await bench.runSpark(lake, await bench.silverOf(lake), 'all', zip);
      const after = (await bench.commits(lake)) + (await bench.branches(lake));
      return { problems: before === after ? [] : ['a table has a commit or a branch that it did not have'] };
    },
  },
  {
    name: 'an object is opened once: a run does not notice that an old one cannot be read any more',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      const objects = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const yesterday = new Date(Date.now() - 86_400_000);
      await Promise.all(objects.map((object) => utimes(object, yesterday, yesterday)));
      const [first = ''] = objects;
      const content = await readFile(first);
      await writeFile(first, 'no Parquet');
      await utimes(first, yesterday, yesterday);
      const facts = await bench.runSpark(lake, silver);
      await writeFile(first, content);
      await utimes(first, yesterday, yesterday);
      const added = facts.filter((fact) => 'log' in fact && fact.added !== 0);
      return { problems: added.map(({ log }) => `rows were added to ${log}`) };
    },
  },
  {
    name: 'a run over a log that grew gives what DuckDB gives from scratch, in tables that lacked a column too',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      await writeCrafted(silver, secondDelivery, firstDelivery.length, changeLogLateDays);
      for (const table of ['silver.organization', 'silver.organization_changes']) {
        await bench.spark.rows(`ALTER TABLE ${bench.tableName(lake, table)} DROP COLUMN street`);
      }
      const { outcome, problems } = await sideBySide(bench, 'crafted, grown', lake, silver);
      const deletedFrom = outcome.facts.filter(({ deleted }) => Number(deleted) > 0).map(({ model }) => model);
      const expected = ['silver.organization_history', 'silver.encounter', 'silver.organization'];
      const untried = expected.filter((model) => !deletedFrom.includes(model));
      return { outcome, problems: [...problems, ...untried.map((model) => `no row of ${model} was deleted`)] };
    },
  },
  {
    name: 'a check that fails publishes nothing and says the same on both engines',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      const models = 'silver.payer_history,silver.payer';
      const scripts = await brokenScripts(bench, 'silver.payer', 'AND NOT is_deleted', 'AND is_deleted');
      const before = await bench.branches(lake);
      const said = await failureOf(bench.runSpark(lake, silver, models, scripts));
      const problems = before === (await bench.branches(lake)) ? [] : ['a table shows something else than before'];
      const selected = (await readModels(join(scripts, 'models'))).filter(({ name }) => /payer(_history)?$/.test(name));
      const duckDbSaid = await failureOf(
        buildModels({
          models: selected,
          paths: { silverPath: silver, goldPath: join(silver, 'gold') },
          logs: parityLogs,
          arrivedBefore,
        }),
      );
      const finding = /silver\.payer has \d+ [a-z ]+/.exec(duckDbSaid)?.[0];
      if (finding === undefined || !said.includes(finding)) {
        problems.push(`DuckDB found "${finding}", Spark said "${said}"`);
      }
      return { problems };
    },
  },
  {
    name: 'what is set aside is in no table of either engine, and comes back when it is released, however old',
    show: async (bench) => {
      const silver = await bench.silverOf('aside');
      await writeCrafted(silver, firstDelivery, 0);
      const objects = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const aside = objects.filter((_object, index) => index % 3 === 0).map((object) => relative(silver, object));
      await mkdir(join(silver, layout.manifests.prefix), { recursive: true });
      await writeFile(join(silver, setAsideKey), JSON.stringify({ objects: aside }));
      const without = await sideBySide(bench, 'crafted, some set aside', 'aside', silver);
      const longAgo = new Date(Date.now() - 40 * 86_400_000);
      await Promise.all(objects.map((object) => utimes(object, longAgo, longAgo)));
      await writeFile(join(silver, setAsideKey), JSON.stringify({ objects: [] }));
      const released = await sideBySide(bench, 'crafted, released', 'aside', silver);
      return { problems: [...without.problems, ...released.problems] };
    },
  },
  {
    name: 'an object that cannot be read is named and left out, and taken in when it is put right',
    show: async (bench) => {
      const silver = await bench.silverOf('broken');
      await writeCrafted(silver, firstDelivery, 0);
      const [first = ''] = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const content = await readFile(first);
      await writeFile(first, content.subarray(0, content.length / 2));
      await bench.runSpark('broken', silver);
      const { unreadable } = JSON.parse(await readFile(join(silver, lakeTotalsKey), 'utf8'));
      const isNamed = JSON.stringify(unreadable) === JSON.stringify([relative(silver, first)]);
      await writeFile(first, content);
      const { problems } = await sideBySide(bench, 'crafted, put right', 'broken', silver);
      return { problems: [...(isNamed ? [] : ['the object is not named in the totals']), ...problems] };
    },
  },
  {
    name: 'an error of a query names its class and quotes no value',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      const models = 'silver.organization_history,silver.organization';
      const scripts = await brokenScripts(bench, 'silver.organization', '  name,', '  STRING(INT(name)) AS name,');
      const said = await failureOf(bench.runSpark(lake, silver, models, scripts));
      const isSafe = said.includes('CAST_INVALID_INPUT') && said.includes('silver.organization') && !said.includes("'");
      return { problems: isSafe ? [] : [`the error does not name the class and the model, or quotes: ${said.length}`] };
    },
  },
];

/** @param least keys of all contracts that the source must bring, or the comparison is not what it says. */
function ingested(name: string, of: string, source: Omit<SourceOptions, 'seed'>, least = 1): EnginePromise {
  const absent = source.from !== undefined && !existsSync(join(source.from, 'patients.csv'));
  return {
    name,
    ...(absent ? { missing: `${name} is not on this machine` } : {}),
    show: async (bench) => {
      const silver = await ingest(join(bench.root, of), { ...source, seed: 1 });
      const { outcome, problems } = await sideBySide(bench, name, of, silver);
      const current = new Set(parityLogs.map((log) => `silver.${log.name}`));
      const keys = outcome.facts.reduce(
        (sum, { model, rows }) => sum + (current.has(String(model)) ? Number(rows) : 0),
        0,
      );
      const few = keys < least ? [`only ${keys} keys were compared, not ${least}`] : [];
      return { outcome, problems: [...problems, ...few] };
    },
  };
}

const shared = (folder: string) => fileURLToPath(new URL(`../../../shared/data/${folder}`, import.meta.url));

/** Every promise, in the order in which to show them. */
export const promises: readonly EnginePromise[] = [
  ...crafted,
  ingested('the Synthea export v3.0', 'synthea_old', { from: shared('synthea'), events: 0 }),
  ingested('the Synthea export v3.3', 'synthea_new', { from: shared('synthea-3.3'), events: 0 }),
  ingested('generated records of every contract, 100,000 keys', 'generated', { events: 110_000 }, 100_000),
];
