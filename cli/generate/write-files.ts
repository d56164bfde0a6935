import { join } from 'node:path';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { deliveryTimes } from '../../sources/generated/deliver.ts';
import { type FileShape, fileShape, type Shape } from '../../sources/generated/files.ts';
import { type DirtCounts, type SentOptions, sentRecords } from '../../sources/generated/generate-records.ts';
import { LabelFiles } from './label-files.ts';
import type { Done } from './pace.ts';
import { WrittenFile } from './written-file.ts';

export interface FileOptions extends Omit<SentOptions, 'isExtract'> {
  readonly shape: Shape;
}

export interface WrittenFiles {
  /** Records of each file by its name, of all deliveries; a header is none. */
  readonly records: Readonly<Record<string, number>>;
  readonly injected: Readonly<DirtCounts>;
}

/** What was generated for files is nobody's secret: the key stands here, so that the same options give the same bytes. */
const keys = createKeyedHash({ version: 'v1', issuer: 'generated', key: new Uint8Array(32) });

const toldEvery = 1000;

/**
 * Writes generated records to files: of one delivery into the directory itself, of several into `delivery-01` and so on.
 * What is wrong with which line stands in `labels/`, what is known from elsewhere in `lists/`. The files carry the extract time as their modification time, so that
 * reading them needs no `--as-of`. Files that are there already are never overwritten.
 * @throws UserError when a file is there already
 */
export async function writeFiles(directory: string, options: FileOptions, done?: Done): Promise<WrittenFiles> {
  const times = deliveryTimes(options);
  const folders = times.map((_, index) =>
    times.length === 1 ? directory : join(directory, `delivery-${String(index + 1).padStart(2, '0')}`),
  );
  const labels = new LabelFiles(directory, options);
  const records: Record<string, number> = {};
  const injected: DirtCounts = {};
  let delivered: Delivery | null = null;
  let count = 0;
  try {
    for (const sent of sentRecords({ ...options, isExtract: options.shape === 'synthea' })) {
      const { delivery, dirt, disorder, change, label, drift = [] } = sent;
      if (delivered?.number !== delivery) {
        await delivered?.close();
        delivered = new Delivery(delivery, folders[delivery - 1] ?? directory, times[delivery - 1] ?? 0, options.shape);
      }
      const { file, line } = await delivered.add(sent);
      records[file] = (records[file] ?? 0) + 1;
      await labels.add(
        { delivery, file, line, contract: change.contract },
        { dirt, disorder, at: change.at, label, drift },
      );
      if (dirt !== null) injected[dirt.kind] = (injected[dirt.kind] ?? 0) + 1;
      count += 1;
      if (count % toldEvery === 0) await done?.(count);
    }
  } finally {
    await delivered?.close();
    await labels.close();
  }
  return { records, injected };
}

/** The files of one delivery. */
class Delivery {
  readonly number: number;
  readonly #folder: string;
  readonly #asOf: number;
  readonly #shape: FileShape;
  readonly #files = new Map<string, WrittenFile>();

  constructor(number: number, folder: string, asOf: number, shape: Shape) {
    this.number = number;
    this.#folder = folder;
    this.#asOf = asOf;
    this.#shape = fileShape(shape, keys);
  }

  /** Adds a record to its file; tells which line of which file it is. */
  async add(sent: Parameters<FileShape['lineOf']>[0]): Promise<{ readonly file: string; readonly line: number }> {
    const { file, line } = this.#shape.lineOf(sent);
    let opened = this.#files.get(file);
    if (opened === undefined) {
      opened = new WrittenFile(join(this.#folder, file), this.#asOf);
      this.#files.set(file, opened);
      const header = this.#shape.headerOf(file);
      if (header !== null) await opened.add(header);
    }
    const full = opened.append(line);
    if (full) await opened.flush();
    return { file, line: opened.lines };
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
  }
}
