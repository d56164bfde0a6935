import { crc32 } from 'node:zlib';

/**
 * The unit of the shard file: the records that one put call brought to the shard, written in one piece.
 * Header, little-endian: magic u32, payload bytes u32, CRC-32 of the payload u32, record count u32, first position f64,
 * arrival time in ms f64. Payload, per record: partition key bytes u16, data bytes u32, partition key (UTF-8), data.
 */
export const BLOCK_HEADER_BYTES = 32;
const MAGIC = 0x314b534d;
const RECORD_HEADER_BYTES = 6;

export interface PutEntry {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

export interface BlockHeader {
  readonly payloadBytes: number;
  readonly checksum: number;
  readonly recordCount: number;
  readonly firstPosition: number;
  readonly arrivalMs: number;
}

/** The bytes of a block. */
export function encodeBlock(entries: readonly PutEntry[], firstPosition: number, arrivalMs: number): Buffer {
  const keys = entries.map((entry) => Buffer.from(entry.partitionKey));
  let payloadBytes = 0;
  for (const [index, entry] of entries.entries()) {
    payloadBytes += RECORD_HEADER_BYTES + (keys[index]?.byteLength ?? 0) + entry.data.byteLength;
  }
  const block = Buffer.allocUnsafe(BLOCK_HEADER_BYTES + payloadBytes);
  let offset = BLOCK_HEADER_BYTES;
  for (const [index, { data }] of entries.entries()) {
    const key = keys[index] ?? Buffer.alloc(0);
    block.writeUInt16LE(key.byteLength, offset);
    block.writeUInt32LE(data.byteLength, offset + 2);
    block.set(key, offset + RECORD_HEADER_BYTES);
    block.set(data, offset + RECORD_HEADER_BYTES + key.byteLength);
    offset += RECORD_HEADER_BYTES + key.byteLength + data.byteLength;
  }
  block.writeUInt32LE(MAGIC, 0);
  block.writeUInt32LE(payloadBytes, 4);
  block.writeUInt32LE(crc32(block.subarray(BLOCK_HEADER_BYTES)), 8);
  block.writeUInt32LE(entries.length, 12);
  block.writeDoubleLE(firstPosition, 16);
  block.writeDoubleLE(arrivalMs, 24);
  return block;
}

/** Reads a header, or undefined when these bytes are not a whole one. */
export function decodeBlockHeader(bytes: Buffer): BlockHeader | undefined {
  if (bytes.byteLength < BLOCK_HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  return {
    payloadBytes: bytes.readUInt32LE(4),
    checksum: bytes.readUInt32LE(8),
    recordCount: bytes.readUInt32LE(12),
    firstPosition: bytes.readDoubleLE(16),
    arrivalMs: bytes.readDoubleLE(24),
  };
}

/** Whether a payload is the one its header was written for. */
export function isIntact(header: BlockHeader, payload: Buffer): boolean {
  return payload.byteLength === header.payloadBytes && crc32(payload) === header.checksum;
}

/** The records of a payload. `data` points into the payload's memory. */
export function decodePayload(payload: Buffer): { partitionKey: string; data: Uint8Array }[] {
  const records: { partitionKey: string; data: Uint8Array }[] = [];
  let offset = 0;
  while (offset < payload.byteLength) {
    const keyStart = offset + RECORD_HEADER_BYTES;
    const dataStart = keyStart + payload.readUInt16LE(offset);
    const dataEnd = dataStart + payload.readUInt32LE(offset + 2);
    records.push({
      partitionKey: payload.toString('utf8', keyStart, dataStart),
      data: payload.subarray(dataStart, dataEnd),
    });
    offset = dataEnd;
  }
  return records;
}
