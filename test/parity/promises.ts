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
import { logNamed } from '../glue-scripts/change-rows.ts';
import { everyLog, fewLogs, firstDelivery, otherDelivery, secondDelivery } from './crafted-changes.ts';
import { keptLog } from './kept-log.ts';
import { deliverBoth, newerRelease } from './newer-release.ts';
import { arrivedBefore, type Outcome, type ParityBench, type Release } from './parity-bench.ts';
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

async function sideBySide(bench: ParityBench, input: string, of: string, silverPath: string, release?: Release) {
  const outcome = await bench.run(input, of, silverPath, release);
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

/** Days ago: older than what any run looks for. */
const years = 800;

/** Cuts an object in the middle. @returns what puts it right again. @param at the time of change that it has then. */
async function breakObject(path: string, at?: Date): Promise<() => Promise<void>> {
  const content = await readFile(path);
  const write = async (bytes: Uint8Array) => {
    await writeFile(path, bytes);
    if (at !== undefined) await utimes(path, at, at);
  };
  await write(content.subarray(0, content.length / 2));
  return () => write(content);
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
    name: 'a second run over the same objects, its files in a zip, commits nothing and opens no object again',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      const objects = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const yesterday = new Date(Date.now() - 86_400_000);
      await Promise.all(objects.map((object) => utimes(object, yesterday, yesterday)));
      // Had it been opened, the run would name it.
      const putRight = await breakObject(objects[0] ?? '', yesterday);
      const zip = join(bench.root, 'glue-scripts.zip');
      await promisify(execFile)(
        'python3',
        ['-m', 'zipfile', '-c', zip, 'catalog.json', 'affected-keys.sql', 'models'],
        {
          cwd: bench.glueScripts,
        },
      );
      const before = (await bench.commits(lake)) + (await bench.branches(lake));
      const facts = await bench.runSpark(lake, silver, 'all', zip);
      await putRight();
      const after = (await bench.commits(lake)) + (await bench.branches(lake));
      const opened = facts.filter((fact) => 'log' in fact && (fact.added !== 0 || fact.unread !== 0));
      const computed = facts.filter((fact) => 'model' in fact && fact.unaffected !== true);
      return {
        problems: [
          ...computed.map(({ model }) => `${model} was computed`),
          ...(before === after ? [] : ['a table has a commit or a branch that it did not have']),
          ...opened.map(({ log }) => `objects of ${log} were opened`),
        ],
      };
    },
  },
  {
    name: 'a release with more columns, run over old and new objects together, gives what DuckDB gives from scratch',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      await writeCrafted(silver, secondDelivery, firstDelivery.length, changeLogLateDays);
      await deliverBoth(silver, 1);
      const newer = await newerRelease(bench);
      const { outcome, problems } = await sideBySide(bench, 'crafted, grown', lake, silver, newer);
      const deletedFrom = outcome.facts.filter(({ deleted }) => Number(deleted) > 0).map(({ model }) => model);
      const expected = ['silver.organization_history', 'silver.encounter', 'silver.organization'];
      const untried = expected.filter((model) => !deletedFrom.includes(model));
      return { outcome, problems: [...problems, ...untried.map((model) => `no row of ${model} was deleted`)] };
    },
  },
  {
    name: 'the release of before, run once more in between, stops at nothing and gives what it gives from scratch',
    show: async (bench) => {
      const silver = await bench.silverOf(lake);
      await deliverBoth(silver, 2);
      return sideBySide(bench, 'crafted, rolled back', lake, silver);
    },
  },
  {
    name: 'what that one read without the new columns is read again: the newer release loses nothing',
    show: async (bench) => {
      const newer = await newerRelease(bench);
      return sideBySide(bench, 'crafted, forward again', lake, await bench.silverOf(lake), newer);
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
          logs: fewLogs,
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
    name: 'what is set aside is in no table of either engine, and comes back when it is released, however old, with what came: of the keys of both alone',
    show: async (bench) => {
      const silver = await bench.silverOf('aside');
      await writeCrafted(silver, firstDelivery, 0);
      const objects = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const aside = objects.filter((_object, index) => index % 3 === 0).map((object) => relative(silver, object));
      await mkdir(join(silver, layout.manifests.prefix), { recursive: true });
      await writeFile(join(silver, setAsideKey), JSON.stringify({ objects: aside }));
      const without = await sideBySide(bench, 'crafted, some set aside', 'aside', silver);
      const longAgo = new Date(Date.now() - years * 86_400_000);
      await Promise.all(objects.map((object) => utimes(object, longAgo, longAgo)));
      await writeFile(join(silver, setAsideKey), JSON.stringify({ objects: [] }));
      await writeCrafted(silver, secondDelivery, firstDelivery.length);
      const released = await sideBySide(bench, 'crafted, released, and grown', 'aside', silver);
      const how = released.outcome.facts.find((fact) => 'affected' in fact)?.affected;
      const isAffected = how === fewLogs.length ? [] : [`the keys of ${how} contracts were affected, not of each`];
      return { outcome: released.outcome, problems: [...without.problems, ...released.problems, ...isAffected] };
    },
  },
  {
    name: 'set aside again, the keys of what went alone are built, and a key that another event had is as before',
    show: async (bench) => {
      const silver = await bench.silverOf('aside');
      const objects = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const aside = objects.filter((_object, index) => index % 4 === 1).map((object) => relative(silver, object));
      await writeFile(join(silver, setAsideKey), JSON.stringify({ objects: aside }));
      const { outcome, problems } = await sideBySide(bench, 'crafted, set aside again', 'aside', silver);
      const how = outcome.facts.find((fact) => 'affected' in fact)?.affected;
      // The rows that went stay in the kept log, unseen.
      const seen = problems.filter((problem) => !problem.includes('_changes'));
      return { outcome, problems: [...seen, ...(typeof how === 'number' ? [] : ['everything was built'])] };
    },
  },
  {
    name: 'an audit finds a row that is not as all changes give it, names the table, and puts it right',
    show: async (bench) => {
      const silver = await bench.silverOf('aside');
      const table = bench.tableName('aside', 'silver.encounter_history');
      await bench.spark.rows(
        `UPDATE ${table} SET total_claim_cost = 47.11 WHERE change_number = 1 AND encounter_id = (SELECT MIN(encounter_id) FROM ${table})`,
      );
      const said = await failureOf(bench.runSpark('aside', silver, 'all', bench.glueScripts, 'own', 'whole'));
      const isNamed = said.includes('audit found') && said.includes('silver.encounter_history in 1 rows');
      const left = await bench.spark.rows(`SELECT 1 AS one FROM ${table} WHERE total_claim_cost = 47.11`);
      return {
        problems: [...(isNamed ? [] : [`it said "${said}"`]), ...(left.length === 0 ? [] : ['the row is still there'])],
      };
    },
  },
  {
    name: 'an object that cannot be read is named and left out by both engines, and taken in when it is put right; one without rows is whole',
    show: async (bench) => {
      const silver = await bench.silverOf('broken');
      await writeCrafted(silver, [{ log: logNamed('encounter'), rows: [] }, ...firstDelivery], 0);
      const objects = await filesBelow(join(silver, layout.changes.prefix), '.parquet');
      const broken = objects.find((object) => object.endsWith('/1.parquet')) ?? '';
      const putRight = await breakObject(broken);
      const without = await sideBySide(bench, 'crafted, one truncated', 'broken', silver);
      const { unreadable } = JSON.parse(await readFile(join(silver, lakeTotalsKey), 'utf8'));
      const isNamed = JSON.stringify(unreadable) === JSON.stringify([relative(silver, broken)]);
      await putRight();
      const { problems } = await sideBySide(bench, 'crafted, put right', 'broken', silver);
      const named = isNamed ? [] : ['the object is not named in the totals'];
      return { problems: [...named, ...without.problems, ...problems] };
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

/** Records of sources, ingested one after the other into one lake. */
interface Ingested {
  readonly name: string;
  /** The lake. */
  readonly of: string;
  readonly sources: readonly Omit<SourceOptions, 'seed'>[];
  /** Keys of all contracts that the sources must bring, or the comparison is not what its name says. */
  readonly least: number;
}

function ingested({ name, of, sources, least }: Ingested): EnginePromise {
  const absent = sources.find(({ from }) => from !== undefined && !existsSync(join(from, 'patients.csv')));
  return {
    name,
    ...(absent === undefined ? {} : { missing: `${name}: not on this machine` }),
    show: async (bench) => {
      const silver = await ingest(
        join(bench.root, of),
        sources.map((source) => ({ ...source, seed: 1 })),
      );
      const { outcome, problems } = await sideBySide(bench, name, of, silver, await bench.wholeRelease());
      const current = new Set(everyLog.map((log) => `silver.${log.name}`));
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

/** What is shown of every table, each in one run. */
const everyTable: readonly EnginePromise[] = [
  {
    name: 'the columns of every other table at their edges, its changes in every order',
    show: async (bench) => {
      const silver = await bench.silverOf('others');
      await writeCrafted(silver, otherDelivery, 0);
      return sideBySide(bench, 'crafted, other tables', 'others', silver, await bench.wholeRelease());
    },
  },
  ingested({
    name: 'Synthea exports of two generations',
    of: 'synthea',
    sources: [
      { from: shared('synthea'), events: 0 },
      { from: shared('synthea-3.3'), events: 0 },
    ],
    least: 1000,
  }),
  ingested({
    name: 'generated records of every contract, 100,000 keys',
    of: 'generated',
    sources: [{ events: 145_000 }],
    least: 100_000,
  }),
];

/** Every promise, in the order in which to show them. */
export const promises: readonly EnginePromise[] = [...crafted, ...keptLog, ...everyTable];
