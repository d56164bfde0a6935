import type { SchemaElement } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import type { ColumnType } from '../../contracts/fields.ts';
import { epochDays, epochMicros } from '../../domain/records/instant.ts';
import type { Column, SilverTable } from '../../domain/records/silver-table.ts';

/** A stored value: text, unscaled decimal or microseconds as bigint, integer or days as number. */
export type StoredValue = string | bigint | number | boolean | null;

/** Lineage of one row, without what is the same for the whole object. */
export interface RowLineage {
  readonly eventSource: string;
  readonly eventId: string;
  readonly operation: string;
  /** Epoch ms. */
  readonly eventTime: number;
  readonly sequence: string;
  /** Epoch ms. */
  readonly arrivedAt: number;
  readonly sourceFile: string | null;
  readonly sourceLine: number | null;
  readonly rowHash: string;
}

/** Collects rows of one contract column by column and encodes them as one Parquet object. */
export interface SilverRows {
  readonly add: (lineage: RowLineage, masked: readonly (string | null)[]) => void;
  readonly count: () => number;
  readonly encode: (object: { readonly objectKey: string; readonly shard: string }) => Uint8Array;
}

/** An empty collection of rows of a table, in the order of its columns. */
export function createSilverRows(table: SilverTable): SilverRows {
  const schema = parquetSchemaOf(table);
  const stores = table.masked.map((column) => storedValueOf(column.type));
  const lineage = {
    eventSource: [] as string[],
    eventId: [] as string[],
    operation: [] as string[],
    versionAt: [] as bigint[],
    sequence: [] as string[],
    arrivedAt: [] as bigint[],
    sourceFile: [] as (string | null)[],
    sourceLine: [] as (number | null)[],
    rowHash: [] as string[],
  };
  let lastArrival = { ms: Number.NaN, micros: 0n };
  const values: StoredValue[][] = stores.map(() => []);
  const unrepeated = new Set(['event_id', 'sequence', 'row_hash', table.key.name]);
  return {
    add: (row, masked) => {
      lineage.eventSource.push(row.eventSource);
      lineage.eventId.push(row.eventId);
      lineage.operation.push(row.operation);
      lineage.versionAt.push(BigInt(row.eventTime) * 1000n);
      lineage.sequence.push(row.sequence);
      // Records that were put together arrived together.
      if (row.arrivedAt !== lastArrival.ms) lastArrival = { ms: row.arrivedAt, micros: BigInt(row.arrivedAt) * 1000n };
      lineage.arrivedAt.push(lastArrival.micros);
      lineage.sourceFile.push(row.sourceFile);
      lineage.sourceLine.push(row.sourceLine);
      lineage.rowHash.push(row.rowHash);
      for (const [index, store] of stores.entries()) {
        const value = masked[index];
        values[index]?.push(value === null || value === undefined ? null : store(value));
      }
    },
    count: () => lineage.eventId.length,
    encode: ({ objectKey, shard }) => {
      const rows = lineage.eventId.length;
      const columns: readonly StoredValue[][] = [
        lineage.eventSource,
        lineage.eventId,
        lineage.operation,
        lineage.versionAt,
        lineage.sequence,
        new Array<string>(rows).fill(shard),
        lineage.arrivedAt,
        lineage.sourceFile,
        lineage.sourceLine,
        new Array<string>(rows).fill(objectKey),
        lineage.rowHash,
        ...values,
      ];
      return new Uint8Array(
        parquetWriteBuffer({
          schema,
          columnData: columns.map((data, index) => columnSource(schema[index + 1], data, unrepeated)),
          codec: 'UNCOMPRESSED',
          rowGroupSize: 100_000,
          // A batch is one small row group that every reader reads whole: bounds would prune nothing.
          statistics: false,
          createdBy: 'medstream',
        }),
      );
    },
  };
}

/**
 * How a column is stored, chosen by measurement: numbers and text that hardly repeats stand plain, because looking for
 * a dictionary costs time and finds none; other text goes through a dictionary, which does what a codec would do.
 * Only the sequence, mostly zeros, is worth compressing. Against Snappy on everything: a third of the time, and 207
 * instead of 142 bytes per encounter that came as 884.
 */
function columnSource(
  element: SchemaElement | undefined,
  data: StoredValue[],
  unrepeated: ReadonlySet<string>,
): ColumnSource {
  const name = element?.name ?? '';
  if (unrepeated.has(name)) {
    return { name, data: utf8Values(data), encoding: 'PLAIN', ...(name === 'sequence' ? { codec: 'SNAPPY' } : {}) };
  }
  return element?.type === 'BYTE_ARRAY' ? { name, data } : { name, data, encoding: 'PLAIN' };
}

/** Text values, none of them null, in UTF-8; of ASCII as slices of one buffer: one encoding a column, not one a value. */
function utf8Values(values: readonly StoredValue[]): Uint8Array[] {
  const texts = values.map(String);
  const joined = texts.join('');
  const bytes = Buffer.from(joined);
  if (bytes.length !== joined.length) return texts.map((text) => Buffer.from(text));
  let end = 0;
  return texts.map((text) => {
    const start = end;
    end += text.length;
    return bytes.subarray(start, end);
  });
}

const schemas = new WeakMap<SilverTable, SchemaElement[]>();

function parquetSchemaOf(table: SilverTable): SchemaElement[] {
  const cached = schemas.get(table);
  if (cached !== undefined) return cached;
  const { columns } = table;
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.map(parquetElement)];
  schemas.set(table, schema);
  return schema;
}

/** Parquet type of a column (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md); times are zoneless UTC. */
function parquetElement({ name, type, nullable }: Column): SchemaElement {
  const base = { name, repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' } as const;
  switch (type.kind) {
    case 'varchar':
      return { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'integer':
      return { ...base, type: 'INT32' };
    case 'boolean':
      return { ...base, type: 'BOOLEAN' };
    case 'date':
      return { ...base, type: 'INT32', converted_type: 'DATE' };
    case 'timestamp':
      return {
        ...base,
        type: 'INT64',
        // Beside the logical type, because the format demands it and a reader may know this one alone: Redshift's COPY is
        // reported to read other times than were written (https://github.com/apache/arrow/issues/38000).
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
      };
    case 'decimal':
      return { ...base, type: 'INT64', converted_type: 'DECIMAL', precision: type.precision, scale: type.scale };
  }
}

/** Turns the masked text of a column into its stored value. */
function storedValueOf(type: ColumnType): (text: string) => StoredValue {
  switch (type.kind) {
    case 'varchar':
      return (text) => text;
    case 'integer':
      return (text) => Number.parseInt(text, 10);
    case 'boolean':
      return (text) => text === 'true';
    case 'date':
      return epochDays;
    case 'timestamp':
      return epochMicros;
    case 'decimal':
      return (text) => unscaledDecimal(text, type.scale);
  }
}

/** `-12.5` at scale 2 becomes -1250n; the text has at most `scale` decimals. */
export function unscaledDecimal(text: string, scale: number): bigint {
  const point = text.indexOf('.');
  if (point === -1) return BigInt(text) * 10n ** BigInt(scale);
  const decimals = text.length - point - 1;
  return BigInt(
    text.slice(0, point) +
      text
        .slice(point + 1)
        .padEnd(scale, '0')
        .slice(0, Math.max(scale, decimals)),
  );
}
