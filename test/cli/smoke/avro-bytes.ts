import { deflateRawSync } from 'node:zlib';

/** A type of the small part of Avro that tests write: what manifests of Iceberg are made of. */
export type AvroType =
  | 'null'
  | 'boolean'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'bytes'
  | 'string'
  | readonly AvroType[]
  | { readonly type: 'record'; readonly name: string; readonly fields: readonly { name: string; type: AvroType }[] }
  | { readonly type: 'array'; readonly items: AvroType }
  | { readonly type: 'map'; readonly values: AvroType }
  | { readonly type: 'fixed'; readonly name: string; readonly size: number };

/** Of a union: which branch, and its value. */
export interface Branch {
  readonly branch: number;
  readonly value: unknown;
}

const sync = Buffer.alloc(16, 7);

/** An Avro object container file, a block for each list of records. */
export function avroFile(
  type: AvroType,
  blocks: readonly (readonly unknown[])[],
  codec: 'null' | 'deflate' | 'snappy' = 'null',
): Buffer {
  const header = { 'avro.schema': Buffer.from(JSON.stringify(type)), 'avro.codec': Buffer.from(codec) };
  return Buffer.concat([
    Buffer.from('Obj\x01', 'latin1'),
    encode({ type: 'map', values: 'bytes' }, header),
    sync,
    ...blocks.flatMap((records) => {
      const bytes = Buffer.concat(records.map((record) => encode(type, record)));
      const stored = codec === 'deflate' ? deflateRawSync(bytes) : bytes;
      return [long(records.length), long(stored.length), stored, sync];
    }),
  ]);
}

// biome-ignore lint/suspicious/noExplicitAny: the type beside it says what it is
function encode(type: AvroType, value: any): Buffer {
  if (Array.isArray(type)) {
    const { branch, value: of } = value as Branch;
    return Buffer.concat([long(branch), encode(type[branch] ?? 'null', of)]);
  }
  if (typeof type === 'string') return encodePrimitive(type, value);
  const compound = type as Exclude<AvroType, string | readonly AvroType[]>;
  switch (compound.type) {
    case 'record':
      return Buffer.concat(compound.fields.map(({ name, type: of }) => encode(of, value[name])));
    case 'array':
      return blocksOf(value.map((item: unknown) => encode(compound.items, item)));
    case 'map':
      return blocksOf(
        Object.entries(value).map(([key, item]) =>
          Buffer.concat([encodePrimitive('string', key), encode(compound.values, item)]),
        ),
      );
    case 'fixed':
      return Buffer.from(value);
  }
}

/** Items of an array or a map: the first in a block with its length, the others in one without, then the end. */
function blocksOf(items: readonly Buffer[]): Buffer {
  const [first, ...others] = items;
  return Buffer.concat([
    ...(first === undefined ? [] : [long(-1), long(first.length), first]),
    ...(others.length === 0 ? [] : [long(others.length), ...others]),
    long(0),
  ]);
}

// biome-ignore lint/suspicious/noExplicitAny: the type beside it says what it is
function encodePrimitive(type: string, value: any): Buffer {
  switch (type) {
    case 'null':
      return Buffer.alloc(0);
    case 'boolean':
      return Buffer.from([value ? 1 : 0]);
    case 'int':
    case 'long':
      return long(value);
    case 'float': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(value);
      return bytes;
    }
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(value);
      return bytes;
    }
    default: {
      const bytes = Buffer.from(value);
      return Buffer.concat([long(bytes.length), bytes]);
    }
  }
}

function long(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
