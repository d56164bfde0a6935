import { inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { SafeError } from '../../../domain/safe-error.ts';

/** A value of an Avro file: records are objects, bytes and fixed are `Uint8Array`, longs are bigint. */
export type AvroValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | AvroValue[]
  | { readonly [name: string]: AvroValue };

const magic = Buffer.from('Obj\x01', 'latin1');
const syncBytes = 16;

/**
 * The records of an Avro object container file, read with the schema that it was written with
 * (https://avro.apache.org/docs/1.12.0/specification/#object-container-files): what the manifests of an Iceberg table are.
 * Codecs `null` and `deflate`, which is Iceberg's default.
 * @throws SafeError for what is no such file, is cut off, or has another codec
 */
export function avroRecords(file: Uint8Array): AvroValue[] {
  const reader = new AvroReader(file);
  if (!magic.equals(reader.take(magic.length))) throw new SafeError('a manifest of the lake is no Avro file');
  const header = reader.map(() => reader.bytes());
  const sync = Buffer.from(reader.take(syncBytes));
  const codec = header['avro.codec'] instanceof Uint8Array ? text(header['avro.codec']) : 'null';
  if (codec !== 'null' && codec !== 'deflate') {
    throw new SafeError(`a manifest of the lake is compressed with ${codec}, which this check cannot read`);
  }
  const schema = header['avro.schema'];
  if (!(schema instanceof Uint8Array)) throw new SafeError('a manifest of the lake has no schema');
  const read = readerOf(schemaSchema.parse(JSON.parse(text(schema))), new Map());
  const records: AvroValue[] = [];
  while (!reader.isAtEnd()) {
    const count = Number(reader.long());
    const block = reader.bytes();
    const rows = new AvroReader(codec === 'deflate' ? inflateRawSync(block) : block);
    for (let row = 0; row < count; row += 1) records.push(read(rows));
    if (!sync.equals(reader.take(syncBytes))) throw new SafeError('a manifest of the lake is cut off');
  }
  return records;
}

type Schema =
  | string
  | readonly Schema[]
  | {
      readonly type: Schema;
      readonly name?: string | undefined;
      readonly fields?: readonly { readonly name: string; readonly type: Schema }[] | undefined;
      readonly items?: Schema | undefined;
      readonly values?: Schema | undefined;
      readonly size?: number | undefined;
      readonly symbols?: readonly string[] | undefined;
    };

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.union([
    z.string(),
    z.array(schemaSchema),
    z.object({
      type: schemaSchema,
      name: z.string().optional(),
      fields: z.array(z.object({ name: z.string(), type: schemaSchema })).optional(),
      items: schemaSchema.optional(),
      values: schemaSchema.optional(),
      size: z.number().optional(),
      symbols: z.array(z.string()).optional(),
    }),
  ]),
);

type Read = (from: AvroReader) => AvroValue;

const primitives: Readonly<Record<string, Read>> = {
  null: () => null,
  boolean: (from) => from.take(1)[0] === 1,
  int: (from) => Number(from.long()),
  long: (from) => from.long(),
  float: (from) => Buffer.from(from.take(4)).readFloatLE(),
  double: (from) => Buffer.from(from.take(8)).readDoubleLE(),
  bytes: (from) => from.bytes(),
  string: (from) => text(from.bytes()),
};

/** @param named types that have a name and may be used by it further on */
function readerOf(schema: Schema, named: Map<string, Read>): Read {
  if (typeof schema === 'string') {
    const read = primitives[schema] ?? named.get(schema);
    if (read === undefined) throw new SafeError('a manifest of the lake has a type that Avro does not know');
    return read;
  }
  if (isUnion(schema)) {
    const branches = schema.map((branch) => readerOf(branch, named));
    return (from) => {
      const branch = branches[Number(from.long())];
      if (branch === undefined) throw new SafeError('a manifest of the lake is broken');
      return branch(from);
    };
  }
  const read = compoundReader(schema, named);
  if (schema.name !== undefined) named.set(schema.name, read);
  return read;
}

const isUnion = (schema: Exclude<Schema, string>): schema is readonly Schema[] => Array.isArray(schema);

function compoundReader(
  {
    type,
    fields = [],
    items = 'null',
    values = 'null',
    size = 0,
    symbols = [],
  }: Exclude<Schema, string | readonly Schema[]>,
  named: Map<string, Read>,
): Read {
  switch (type) {
    case 'record': {
      const readers = fields.map((field) => [field.name, readerOf(field.type, named)] as const);
      return (from) => Object.fromEntries(readers.map(([name, read]) => [name, read(from)]));
    }
    case 'array': {
      const item = readerOf(items, named);
      return (from) => from.array(() => item(from));
    }
    case 'map': {
      const value = readerOf(values, named);
      return (from) => from.map(() => value(from));
    }
    case 'fixed':
      return (from) => from.take(size);
    case 'enum':
      return (from) => symbols[Number(from.long())] ?? null;
    default:
      // A primitive with a logical type is stored as the primitive.
      return readerOf(type, named);
  }
}

/** Reads the binary encoding of Avro from front to end. */
class AvroReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** @throws SafeError when fewer are left */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (!(length >= 0) || end > this.#bytes.length) throw new SafeError('a manifest of the lake is cut off');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** A zigzag number of variable length. */
  long(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.take(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return (value >> 1n) ^ -(value & 1n);
  }

  bytes(): Uint8Array {
    return this.take(Number(this.long()));
  }

  array(item: () => AvroValue): AvroValue[] {
    const items: AvroValue[] = [];
    for (const count of this.#blocks()) for (let i = 0; i < count; i += 1) items.push(item());
    return items;
  }

  map(value: () => AvroValue): Record<string, AvroValue> {
    const entries: Record<string, AvroValue> = {};
    for (const count of this.#blocks()) {
      for (let i = 0; i < count; i += 1) entries[text(this.bytes())] = value();
    }
    return entries;
  }

  /** Counts of the blocks of an array or a map; a negative one is followed by the block's length. */
  *#blocks(): Generator<number> {
    for (let count = Number(this.long()); count !== 0; count = Number(this.long())) {
      if (count < 0) this.long();
      yield Math.abs(count);
    }
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
