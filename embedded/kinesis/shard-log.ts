import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BLOCK_HEADER_BYTES,
  decodeBlockHeader,
  decodePayload,
  encodeBlock,
  isIntact,
  type PutEntry,
} from './record-block.ts';
import { sequenceNumberAt, sequencePrefix, shardIdOf } from './sequence-number.ts';
import { readJson, writeJson } from './state-file.ts';

/** A record as consumers see it. */
export interface StreamRecord {
  readonly shardId: string;
  /** Place in the shard, counted from 0; the sequence number is made from it. */
  readonly position: number;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivalMs: number;
}

/** Where a block lies in the file: the index of a log of any size is a few numbers per put call. */
interface BlockEntry {
  readonly offset: number;
  readonly payloadBytes: number;
  readonly firstPosition: number;
  readonly recordCount: number;
  readonly arrivalMs: number;
}

/**
 * One shard: an append-only file of blocks and an index of them in memory.
 * A block is written in one piece and joins the index when the write is done, so readers see whole put calls only.
 */
export class ShardLog {
  readonly shardId: string;
  readonly prefix: string;
  readonly #directory: string;
  readonly #file: FileHandle;
  readonly #blocks: BlockEntry[] = [];
  #fileEnd = 0;
  #nextPosition = 0;
  #writeTurn: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, file: FileHandle, index: number, streamCreatedAtMs: number) {
    this.shardId = shardIdOf(index);
    this.prefix = sequencePrefix(streamCreatedAtMs, index);
    this.#directory = directory;
    this.#file = file;
  }

  /**
   * Opens the shard's file, makes it if absent, and cuts off a last block that was not written whole:
   * its put call was never answered.
   */
  static async open(directory: string, index: number, streamCreatedAtMs: number): Promise<ShardLog> {
    const file = await open(join(directory, `${shardIdOf(index)}.log`), 'a+').then(async (created) => {
      await created.close();
      return open(join(directory, `${shardIdOf(index)}.log`), 'r+');
    });
    const shard = new ShardLog(directory, file, index, streamCreatedAtMs);
    await shard.#load();
    return shard;
  }

  /** The position the next record will get. */
  get nextPosition(): number {
    return this.#nextPosition;
  }

  /** The oldest position still in the file; `nextPosition` when the file is empty. */
  get firstPosition(): number {
    return this.#blocks[0]?.firstPosition ?? this.#nextPosition;
  }

  /** Arrival time of the newest record in the file, in ms. */
  get lastArrivalMs(): number | undefined {
    return this.#blocks.at(-1)?.arrivalMs;
  }

  get fileBytes(): number {
    return this.#fileEnd;
  }

  /**
   * Appends records in order and resolves with the position of the first one once they are in the file.
   * A failed write leaves the log as it was.
   */
  append(entries: readonly PutEntry[], now: () => number): Promise<number> {
    const turn = this.#writeTurn.then(() => this.#write(entries, now()));
    this.#writeTurn = turn.catch(() => undefined);
    return turn;
  }

  async #write(entries: readonly PutEntry[], arrivalMs: number): Promise<number> {
    const firstPosition = this.#nextPosition;
    const block = encodeBlock(entries, firstPosition, arrivalMs);
    const offset = this.#fileEnd;
    try {
      await writeFully(this.#file, block, offset);
    } catch (error) {
      // If this fails too, the leftover is overwritten by the next block or cut off at the next open.
      await this.#file.truncate(offset).catch(() => undefined);
      throw error;
    }
    this.#blocks.push({
      offset,
      payloadBytes: block.byteLength - BLOCK_HEADER_BYTES,
      firstPosition,
      recordCount: entries.length,
      arrivalMs,
    });
    this.#fileEnd += block.byteLength;
    this.#nextPosition += entries.length;
    return firstPosition;
  }

  /**
   * Up to `maxRecords` records from `position` on, in order, with one read of the file.
   * Stops before `maxBytes` of file but always gives at least one record if there is one.
   */
  async read(position: number, maxRecords: number, maxBytes: number): Promise<StreamRecord[]> {
    const first = this.#blockAt(position);
    const start = this.#blocks[first];
    if (start === undefined || maxRecords < 1) return [];
    const wanted: BlockEntry[] = [];
    let available = 0;
    for (let index = first; index < this.#blocks.length; index += 1) {
      const block = this.#blocks[index];
      if (block === undefined || available >= maxRecords) break;
      if (wanted.length > 0 && block.offset + BLOCK_HEADER_BYTES + block.payloadBytes - start.offset > maxBytes) break;
      wanted.push(block);
      available += block.firstPosition + block.recordCount - Math.max(block.firstPosition, position);
    }
    const last = wanted.at(-1) ?? start;
    const bytes = Buffer.allocUnsafe(last.offset + BLOCK_HEADER_BYTES + last.payloadBytes - start.offset);
    await readFully(this.#file, bytes, start.offset);
    const records = wanted.flatMap((block) => this.#recordsOf(block, bytes, start.offset));
    return records.slice(Math.max(0, position - start.firstPosition)).slice(0, maxRecords);
  }

  #recordsOf(block: BlockEntry, bytes: Buffer, bytesOffset: number): StreamRecord[] {
    const payloadStart = block.offset - bytesOffset + BLOCK_HEADER_BYTES;
    const payload = bytes.subarray(payloadStart, payloadStart + block.payloadBytes);
    return decodePayload(payload).map(({ partitionKey, data }, index) => ({
      shardId: this.shardId,
      position: block.firstPosition + index,
      sequenceNumber: sequenceNumberAt(this.prefix, block.firstPosition + index),
      partitionKey,
      data,
      arrivalMs: block.arrivalMs,
    }));
  }

  /** The first position whose record arrived at or after a time; `nextPosition` when there is none. */
  positionAtTime(timeMs: number): number {
    return this.#blocks.find((block) => block.arrivalMs >= timeMs)?.firstPosition ?? this.#nextPosition;
  }

  /** Arrival time of the record at a position, in ms; undefined past the end. */
  arrivalAt(position: number): number | undefined {
    return this.#blocks[this.#blockAt(position)]?.arrivalMs;
  }

  /**
   * Drops every record, unless more than those before `position` have come. The next position is put on record first, so no
   * sequence number is given out twice.
   */
  truncate(position: number): Promise<void> {
    const turn = this.#writeTurn.then(async () => {
      if (this.#nextPosition !== position) return;
      await writeJson(join(this.#directory, `${this.shardId}.json`), { nextPosition: position });
      await this.#file.truncate(0);
      this.#blocks.length = 0;
      this.#fileEnd = 0;
    });
    this.#writeTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for the writes under way and closes the file. */
  async close(): Promise<void> {
    await this.#writeTurn;
    await this.#file.close();
  }

  /** Index of the first block that ends after `position`. */
  #blockAt(position: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle];
      if (block !== undefined && block.firstPosition + block.recordCount <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async #load(): Promise<void> {
    const state = await readJson(join(this.#directory, `${this.shardId}.json`));
    if (state !== undefined && typeof state.nextPosition === 'number') this.#nextPosition = state.nextPosition;
    const { size } = await this.#file.stat();
    const header = Buffer.alloc(BLOCK_HEADER_BYTES);
    while (this.#fileEnd + BLOCK_HEADER_BYTES <= size) {
      await readFully(this.#file, header, this.#fileEnd);
      const block = decodeBlockHeader(header);
      const end = this.#fileEnd + BLOCK_HEADER_BYTES + (block?.payloadBytes ?? 0);
      if (block === undefined || end > size) break;
      // Writes follow one another, so only the last block can be damaged: earlier ones need no second reading.
      if (end === size) {
        const payload = Buffer.allocUnsafe(block.payloadBytes);
        await readFully(this.#file, payload, this.#fileEnd + BLOCK_HEADER_BYTES);
        if (!isIntact(block, payload)) break;
      }
      const { payloadBytes, firstPosition, recordCount, arrivalMs } = block;
      this.#blocks.push({ offset: this.#fileEnd, payloadBytes, firstPosition, recordCount, arrivalMs });
      this.#nextPosition = firstPosition + recordCount;
      this.#fileEnd = end;
    }
    if (this.#fileEnd < size) await this.#file.truncate(this.#fileEnd);
  }
}

async function readFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesRead } = await file.read(bytes, done, bytes.byteLength - done, position + done);
    if (bytesRead === 0) throw new Error('A shard file ends before its index does; another process changed it.');
    done += bytesRead;
  }
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
