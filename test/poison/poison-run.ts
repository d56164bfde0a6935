import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { runOn } from '../../cli/run/run.ts';
import type { Source } from '../../cli/run/source.ts';
import type { RunSummary } from '../../cli/run/summary.ts';
import { streamOfUnknown } from '../../contracts/platform/streams.ts';
import { layout, type ZoneName } from '../../contracts/platform/zones.ts';
import { contracts, registry } from '../../contracts/registry.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { streamShard } from '../../domain/records/stream-shard.ts';
import { openDuckDb, sqlPath } from '../../embedded/glue/duckdb.ts';
import { openLake } from '../../embedded/glue/lake-query.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { openRuntime, type Runtime } from '../../embedded/runtime.ts';
import { tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets } from '../../embedded/services.ts';
import type { PutRecordsClient } from '../../lambdas/shared/put-records.ts';
import { readTokenKey } from '../../lambdas/shared/token-key.ts';
import { copyOf } from '../e2e/cli.ts';
import { readZones, type ZoneRows } from '../emulator/zone-rows.ts';
import { sharedDirectory } from '../temporary-directory.ts';
import { eventText, ordinary, type Poison } from './poisons.ts';

const cleanSource = 'urn:medstream:clean';

/** An ordinary record of every contract, whose ids nobody else has. */
function cleanRecords(delivery: string): Source {
  const records = contracts.map((contract) => ({
    contract: contract.name,
    known: false,
    partitionKey: contract.name,
    data: Buffer.from(
      eventText(contract, ordinary(contract, `clean-${delivery}`), { id: delivery, source: cleanSource }),
    ),
  }));
  return { open: async () => ({ name: 'clean records', batches: [records], notices: () => [] }) };
}

let prepared: Promise<string> | undefined;

/** A small data directory in which nothing is wrong, made once; take a copy. */
function cleanDirectory(): Promise<string> {
  prepared ??= (async () => {
    const data = await sharedDirectory();
    const { problems } = await deliver(data, [], 'first');
    if (problems.length > 0) throw new Error(`clean records alone do not run: ${problems.join('; ')}`);
    return data;
  })();
  return prepared;
}

/** What became of poison. */
export interface Swallowed {
  readonly data: string;
  /** What the run printed; null when it failed. */
  readonly summary: RunSummary | null;
  /** By poison, what each of its records became: `silver`, or the reasons of its quarantine. */
  readonly fates: ReadonlyMap<string, readonly string[]>;
  /** What is wrong, in words; empty when the pipeline went on as if nothing had been. */
  readonly problems: readonly string[];
}

/** Sends poison into a copy of a small clean data directory, and clean records after it. */
export async function swallow(...poisons: readonly Poison[]): Promise<Swallowed> {
  return deliver(await copyOf(await cleanDirectory()), poisons, 'second');
}

/** Runs clean records in a copy of a small clean data directory into whose stores `before` has put something. */
export async function runAfter(before: (runtime: Runtime) => Promise<void>): Promise<Swallowed> {
  return deliver(await copyOf(await cleanDirectory()), [], 'second', before);
}

/** Sends more clean records into a directory that has swallowed poison; gives what is wrong. */
export async function goOn({ data }: Swallowed): Promise<readonly string[]> {
  return (await deliver(data, [], 'third')).problems;
}

/** Names of the poisons that stop something, each with what: the halves of what fails together are tried alone. */
export async function culprits(poisons: readonly Poison[]): Promise<string[]> {
  const { problems } = await swallow(...poisons);
  if (problems.length === 0) return [];
  const [only] = poisons;
  if (only === undefined) return [...problems];
  if (poisons.length > 1) return halves(poisons, culprits);
  const records = only.payloads.map((payload, index) => ({
    name: `record ${index} of ${only.name}`,
    payloads: [payload],
  }));
  if (records.length > 1) {
    const found = await halves(records, culprits);
    if (found.length > 0) return found;
  }
  return [`${only.name}: ${problems.join('; ')}`];
}

async function halves<T>(all: readonly T[], work: (half: readonly T[]) => Promise<string[]>): Promise<string[]> {
  const middle = Math.ceil(all.length / 2);
  return [...(await work(all.slice(0, middle))), ...(await work(all.slice(middle)))];
}

async function deliver(
  data: string,
  poisons: readonly Poison[],
  delivery: string,
  before: (runtime: Runtime) => Promise<void> = async () => undefined,
): Promise<Swallowed> {
  const runtime = await openRuntime(data, 'a test');
  const problems: string[] = [];
  const fates = new Map<string, readonly string[]>();
  let summary: RunSummary | null = null;
  try {
    await before(runtime);
    const sent = await putPoisons(runtime.services.kinesis, (stream) => stream, poisons);
    try {
      summary = await runOn(runtime, cleanRecords(delivery), () => undefined);
      problems.push(...summary.differences);
      problems.push(...(await missingCleanRecords(runtime, delivery)));
      problems.push(...(await differingRows(runtime)));
    } catch (error) {
      problems.push(`the run failed: ${error instanceof Error ? error.message : String(error)}`);
    }
    problems.push(...(await unreadableVaults(runtime)));
    const fateOf = fatesOf(await readZones(runtime.services.s3, (zone: ZoneName) => zone));
    for (const [name, addresses] of sent) {
      const found = addresses.map(fateOf);
      fates.set(name, found);
      problems.push(...found.filter((fate) => fate.startsWith('!')).map((fate) => `${name}: ${fate}`));
    }
  } finally {
    await runtime.close();
  }
  return { data, summary, fates, problems };
}

const mostRecords = 100;
const mostBytes = 4_000_000;

/** The stream of what a payload says it is. */
function streamOfPayload(payload: Uint8Array): string {
  try {
    const { type } = JSON.parse(Buffer.from(payload).toString());
    return registry.contractOfEvent(type)?.contract.stream ?? streamOfUnknown;
  } catch {
    return streamOfUnknown;
  }
}

/**
 * Puts the records of each poison into the stream of what they say they are, in order; gives their addresses.
 * @param streamNamed what the place calls a stream
 */
export async function putPoisons(
  kinesis: PutRecordsClient,
  streamNamed: (stream: string) => string,
  poisons: readonly Poison[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const sent = new Map<string, string[]>(poisons.map(({ name }) => [name, []]));
  let batch: { readonly name: string; readonly Data: Uint8Array; readonly PartitionKey: string }[] = [];
  let bytes = 0;
  let stream = streamOfUnknown as string;
  const flush = async () => {
    if (batch.length === 0) return;
    const Records = batch.map(({ Data, PartitionKey }) => ({ Data, PartitionKey }));
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName: streamNamed(stream), Records }));
    for (const [index, { name }] of batch.entries()) {
      const { ShardId, SequenceNumber } = answer.Records?.[index] ?? {};
      if (SequenceNumber === undefined) throw new Error(`the stream refused a record of ${name}`);
      sent.get(name)?.push(`${streamShard(stream, String(ShardId))}/${SequenceNumber.padStart(64, '0')}`);
    }
    batch = [];
    bytes = 0;
  };
  for (const { name, payloads } of poisons) {
    for (const payload of payloads) {
      const Data = Buffer.from(payload as Uint8Array);
      const own = streamOfPayload(Data);
      if (own !== stream || batch.length === mostRecords || bytes + Data.length > mostBytes) await flush();
      stream = own;
      batch.push({ name, Data, PartitionKey: name.slice(0, 256) });
      bytes += Data.length;
    }
  }
  await flush();
  return sent;
}

/** What became of the record at an address; `!` and what is wrong when it is not in exactly one place, with a reason. */
export function fatesOf({ bronze, silver, quarantine }: ZoneRows): (address: string) => string {
  type Rows = ZoneRows['bronze'];
  const byAddress = (rows: Rows) => Map.groupBy(rows, ({ shard_id, sequence }) => `${shard_id}/${sequence}`);
  const [received, accepted, rejected] = [byAddress(bronze), byAddress(silver), byAddress(quarantine)];
  const none: Rows = [];
  return (address) => {
    const [inBronze, inSilver, inQuarantine] = [received, accepted, rejected].map((rows) => rows.get(address) ?? none);
    if (inBronze?.length !== 1) return `! ${inBronze?.length} times in bronze`;
    if (inSilver?.length === 1 && inQuarantine?.length === 0) return 'silver';
    if (inSilver?.length !== 0 || inQuarantine?.length !== 1) {
      return `! ${inSilver?.length} times in silver and ${inQuarantine?.length} times in quarantine`;
    }
    const reasons = (inQuarantine[0]?.reasons ?? []) as readonly { readonly code: string }[];
    const codes = reasons.map(({ code }) => code).join(' ');
    return codes === '' || codes.includes('internal.fault') ? `! in quarantine without a reason (${codes})` : codes;
  };
}

/** Vaults that a parser stops at which takes JSON by the letter; in words. */
export async function unreadableVaults({ directory: { s3Path } }: Runtime): Promise<string[]> {
  const unreadable: string[] = [];
  for (const { zone, prefix } of [layout.events, layout.rejected, layout.warned]) {
    const folder = join(s3Path, buckets[zone], prefix);
    const files = await filesBelow(folder, '.ndjson.gz');
    if (files.length === 0) continue;
    const parser = await openDuckDb({ allowedDirectories: [folder] });
    try {
      await parser.query(`SELECT count(json) FROM read_ndjson_objects([${files.map(sqlPath).join(', ')}])`);
    } catch (error) {
      unreadable.push(`${zone} is not JSON to every parser: ${error instanceof Error ? error.message : ''}`);
    } finally {
      parser.close();
    }
  }
  return unreadable;
}

const starTable = ({ name, kind }: (typeof contracts)[number]) =>
  kind === 'reference' ? `star.dim_${name}` : `star.fact_${name}`;

/** Clean records of a delivery that a store lacks, in words. */
async function missingCleanRecords({ warehouse, directory, services }: Runtime, delivery: string): Promise<string[]> {
  const missing: string[] = [];
  const { tokenize } = createKeyedHash(await readTokenKey(services.secrets, tokenKeySecret));
  const source = tokenize('event_source', cleanSource);
  const eventId = tokenize('event_id', `${cleanSource}\n${delivery}`);
  const lake = await openLake({ s3Path: directory.s3Path });
  try {
    for (const contract of contracts) {
      const { name } = contract;
      const where = `event_source = '${source}' AND event_id = '${eventId}'`;
      const star = await warehouse.sql.query(
        `SELECT COUNT(*) AS n FROM history.${name} h JOIN ${starTable(contract)} s ON s.${name}_bk = h.${name}_id WHERE h.${where.replace(' AND ', ' AND h.')}`,
      );
      if (Number(star[0]?.n) < 1) missing.push(`${starTable(contract)} lacks the clean record of ${delivery}`);
      const silver = await lake.query(`SELECT count(*) AS n FROM silver.${name}_history WHERE ${where}`);
      if (Number(silver.rows[0]?.n) !== 1) missing.push(`silver.${name} lacks the clean record of ${delivery}`);
    }
    const gold = await lake.query(
      `SELECT (SELECT SUM(encounter_count) FROM gold.encounters_by_department) = (SELECT count(*) FROM silver.encounter) AS holds`,
    );
    if (gold.rows[0]?.holds !== true) missing.push('gold does not count every encounter of silver');
  } finally {
    lake.close();
  }
  return missing;
}

/** What of the lake has a row for each row of the star, by what a dimension keeps of the past. */
const lakeTable = {
  versions: (name: string) => `silver.${name}_history`,
  current: (name: string) => `silver.${name}_history WHERE is_current`,
  none: (name: string) => `silver.${name}`,
};

/** Tables of the star, and histories, that have not the rows which the lake has of the same contract; in words. */
export async function differingRows({ warehouse, directory }: Runtime): Promise<string[]> {
  const different: string[] = [];
  const lake = await openLake({ s3Path: directory.s3Path });
  try {
    for (const contract of contracts) {
      const { name, kind, history } = contract;
      const timeline = history === 'versions' ? ['valid_from', 'valid_to', 'is_deleted', 'row_hash'] : ['row_hash'];
      const own = kind === 'event' ? ['sequence'] : timeline;
      const real = kind === 'event' ? '' : ` WHERE ${name}_sk > 0 AND NOT is_inferred`;
      const star = await warehouse.sql.query(
        `SELECT ${name}_bk AS id, ${own.join(', ')} FROM ${starTable(contract)}${real}`,
      );
      const silver = await lake.query(
        `SELECT ${name}_id AS id, ${own.join(', ')} FROM ${lakeTable[history ?? 'none'](name)}`,
      );
      const [inStar, inLake] = [star, silver.rows].map((rows) => rows.map(comparable).sort());
      if (JSON.stringify(inStar) !== JSON.stringify(inLake)) {
        different.push(
          `${starTable(contract)} has ${inStar?.length} rows, the lake ${inLake?.length}, and they differ`,
        );
      }
      const events = "COUNT(DISTINCT event_source || ' ' || event_id) AS n";
      const [loaded] = await warehouse.sql.query(`SELECT ${events} FROM history.${name} WHERE op <> 'I'`);
      const [logged] = (await lake.query(`SELECT ${events} FROM changes.${name}`)).rows;
      if (Number(loaded?.n) !== Number(logged?.n)) {
        different.push(`history.${name} has ${loaded?.n} events, the change log ${logged?.n}`);
      }
    }
  } finally {
    lake.close();
  }
  return different;
}

/** A row as text; the stores write the same instant and the same truth in their own ways. */
function comparable(row: Readonly<Record<string, unknown>>): string {
  return Object.values(row)
    .map((value) => String(value).replace(/\.0+$/, ''))
    .join(' ');
}
