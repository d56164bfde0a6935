import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Contract } from '../../contracts/contract.ts';
import type { ColumnType, Field } from '../../contracts/fields.ts';
import { contracts } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { starOf } from '../../domain/warehouse/star.ts';
import { readWritten, silverTables, warehouseRoot } from '../../tools/codegen/write-warehouse.ts';
import { type RandomRecord, randomRecords, type Spoiling, spoiled, spoilings } from '../contracts/random-records.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { isThorough } from '../thorough.ts';
import { medstream, run } from './cli.ts';
import { inWarehouse } from './stored-figures.ts';

const seed = Math.floor(Math.random() * 2 ** 31);
const count = isThorough ? 200 : 24;
const tell = `seed ${seed}`;

/** What a contract was sent, by the line of a file that it stood in. */
interface Sent {
  readonly valid: ReadonlyMap<number, RandomRecord>;
  /** Lines of spoiled records, and how they were spoiled. */
  readonly invalid: ReadonlyMap<number, Spoiling>;
}

type Row = Readonly<Record<string, string | null>>;

const sent = new Map<string, Sent>();
const history = new Map<string, readonly Row[]>();
const silver = new Map<string, readonly Row[]>();
const star = new Map<string, ReadonlyMap<string, Row>>();
let refused: readonly string[];

beforeAll(async () => {
  const data = await temporaryDirectory();
  for (const [name, records] of randomRecords(count, seed)) sent.set(name, await send(data, name, records));
  await run(data, '--events', '0');
  await inWarehouse(data, async (engine) => {
    for (const { name, masked, contract } of silverTables) {
      const columns = masked.map((column) => asText(column.name, column.type));
      const rows = async (from: string, own: readonly string[]) =>
        (await engine.query(`SELECT ${own.join(', ')} FROM ${from}`)).rows as unknown as Row[];
      history.set(
        name,
        await rows(`history.${name} WHERE op = 'U'`, ['CAST(source_line AS VARCHAR(20)) AS source_line', ...columns]),
      );
      const own = masked
        .filter((column) => shownBy(name).has(column.name))
        .map((column) => asText(column.name, column.type));
      const table = contract.kind === 'event' ? `fact_${name}` : `dim_${name}`;
      const shown = await rows(`star.${table}`, [`${name}_bk AS bk`, ...own]);
      star.set(name, new Map(shown.map((row) => [String(row.bk), row])));
    }
  });
  const { stdout } = await medstream('query', '--data', data, '--lake', '--format', 'json', lakeQuery());
  for (const { name, row } of JSON.parse(stdout) as { name: string; row: string }[]) {
    silver.set(name, [...(silver.get(name) ?? []), JSON.parse(row)]);
  }
  refused = await refusedLines(data);
});

const { dimensions, facts } = starOf(silverTables, readWritten(warehouseRoot));
/** Names of the columns of a contract's dimension or fact. */
const shownBy = (name: string) =>
  new Set([...dimensions, ...facts].find(({ table }) => table.name === name)?.columns.map((column) => column.name));

/** Sends the records as NDJSON and, a second half of those without lists, as CSV; spoiled ones stand between them. */
async function send(data: string, name: string, records: readonly RandomRecord[]): Promise<Sent> {
  const contract = contracts.find((own) => own.name === name) as Contract;
  const valid = new Map<number, RandomRecord>();
  const invalid = new Map<number, Spoiling>();
  const lines: string[] = [];
  const rows: string[] = [];
  const header = Object.keys(contract.fields);
  for (const [place, record] of records.entries()) {
    const isFlat = Object.values(record).every((value) => typeof value !== 'object');
    if (place % 2 === 0 || !isFlat) {
      lines.push(JSON.stringify(record));
      valid.set(lines.length, record);
    } else {
      rows.push(header.map((field) => cell(record[field])).join(','));
      // Blank lines lead the rows, so that no line of the one file is one of the other.
      valid.set(1 + 2 * records.length + rows.length, record);
    }
    const spoiling = spoilings[place % spoilings.length] ?? 'no object';
    lines.push(JSON.stringify(spoiled(contract, record, spoiling, seed + place)));
    invalid.set(lines.length, spoiling);
  }
  const ndjson = join(data, `${name}.ndjson`);
  await writeFile(ndjson, `${lines.join('\n')}\n`);
  const csv = join(data, `${name}.csv`);
  await writeFile(csv, `${header.join(',')}\n${'\n'.repeat(2 * records.length)}${rows.join('\n')}\n`);
  const files = rows.length === 0 ? [ndjson] : [ndjson, csv];
  const { code, stderr } = await medstream('send', '--data', data, '--contract', name, ...files);
  if (code !== 0) throw new Error(`${tell}: ${stderr}`);
  return { valid, invalid };
}

const cell = (value: unknown) => (value === undefined ? '' : `"${String(value).replaceAll('"', '""')}"`);

/** A column as text that tells its value exactly. */
function asText(name: string, { kind }: ColumnType): string {
  if (kind === 'timestamp') return `TO_CHAR(${name}, 'YYYY-MM-DD"T"HH24:MI:SS.US') AS ${name}`;
  return kind === 'varchar' ? name : `CAST(${name} AS VARCHAR(40)) AS ${name}`;
}

/** The change logs of all contracts, a row as JSON. */
const lakeQuery = () =>
  silverTables
    .map(({ name, masked }) => {
      const columns = masked.map((column) =>
        column.type.kind === 'timestamp'
          ? `'${column.name}', strftime(${column.name}, '%Y-%m-%dT%H:%M:%S.%f')`
          : `'${column.name}', CAST(${column.name} AS VARCHAR)`,
      );
      return `SELECT '${name}' AS name, CAST(json_object('source_line', CAST(source_line AS VARCHAR), ${columns.join(', ')}) AS VARCHAR) AS row
        FROM changes.${name} WHERE op = 'U'`;
    })
    .join('\nUNION ALL\n');

/** Contract (or none) and line of every record in quarantine. */
async function refusedLines(data: string): Promise<readonly string[]> {
  const folder = join(data, 's3/quarantine/rejected');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.gz'));
  const found: string[] = [];
  for (const file of files) {
    for (const line of gunzipSync(await readFile(join(folder, file)))
      .toString()
      .trimEnd()
      .split('\n')) {
      const { contract, source_line: own } = JSON.parse(line);
      found.push(`${contract ?? 'none'} ${own}`);
    }
  }
  return found;
}

/** A sent value as the stores should have it; what masking changes is not asked for. */
function expected(value: unknown, { column }: Field): string | null {
  if (value === undefined) return null;
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  if (column.kind === 'timestamp') return new Date(text).toISOString().replace('Z', '000');
  return column.kind === 'decimal' ? Number(text).toFixed(column.scale) : text;
}

const { rules } = policyOfZone('silver');
/** Fields whose values leave the vault as they are. */
const keptFields = ({ fields }: Contract) =>
  Object.entries<Field>(fields).filter(
    ([, { phi }]) => rules[phi].keepsValue && phi !== 'business_id' && phi !== 'display_text',
  );

function compare(contract: Contract, rows: readonly Row[]): void {
  const { valid } = sent.get(contract.name) as Sent;
  expect(
    rows.map((row) => Number(row.source_line)).sort((a, b) => a - b),
    tell,
  ).toEqual([...valid.keys()].sort((a, b) => a - b));
  for (const row of rows) {
    const record = valid.get(Number(row.source_line));
    for (const [name, field] of keptFields(contract)) {
      expect([name, row[name]], tell).toEqual([name, expected(record?.[name], field)]);
    }
  }
}

describe.each(contracts.map((contract) => [contract.name, contract] as const))(
  'random records of %s',
  (name, contract) => {
    test('stand in silver as they were sent, where nothing masks them', () => {
      compare(contract, silver.get(name) ?? []);
    });

    test('stand in history as they were sent', () => {
      compare(contract, history.get(name) ?? []);
    });

    test('stand in the star as they were sent', () => {
      const { valid } = sent.get(name) as Sent;
      const shown = star.get(name);
      for (const row of history.get(name) ?? []) {
        const found = shown?.get(String(row[`${name}_id`]));
        expect(found, `${tell}: line ${row.source_line}`).toBeDefined();
        for (const [field, notes] of keptFields(contract)) {
          if (found === undefined || !Object.hasOwn(found, field)) continue;
          expect([field, found[field]], tell).toEqual([
            field,
            expected(valid.get(Number(row.source_line))?.[field], notes),
          ]);
        }
      }
    });

    test('that are invalid pass nowhere: each is in quarantine', () => {
      const { invalid } = sent.get(name) as Sent;
      expect(invalid.size).toBeGreaterThan(0);
      for (const [line, spoiling] of invalid) {
        // What is no object has no place for an address; it is counted below.
        if (spoiling !== 'no object')
          expect(refused, `${tell}: line ${line}, ${spoiling}`).toContain(`${name} ${line}`);
      }
    });
  },
);

test('nothing else is in quarantine', () => {
  const invalid = [...sent.values()].reduce((sum, own) => sum + own.invalid.size, 0);
  expect(refused.length, tell).toBe(invalid);
});
