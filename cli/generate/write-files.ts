import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { UserError } from '../../domain/safe-error.ts';
import { deliveryTimes } from '../../sources/generated/deliver.ts';
import { type DriftKind, driftBegins, driftKinds } from '../../sources/generated/drift.ts';
import { type FileShape, fileShape, type Shape } from '../../sources/generated/files.ts';
import { type DirtCounts, type SentOptions, sentRecords } from '../../sources/generated/generate-records.ts';
import { outsideLists } from '../../sources/generated/outside-lists.ts';
import type { Done } from './pace.ts';

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

const pieceCharacters = 1 << 18;
const toldEvery = 1000;

/** Folder of the labels, beside the data and never in it. */
const labelsFolder = 'labels';
/** Folder of what a payer knows from elsewhere: who is excluded, whose number is no longer active. */
const listsFolder = 'lists';

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
  const labels = openLabels(directory);
  const records: Record<string, number> = {};
  const injected: DirtCounts = {};
  let delivered: Delivery | null = null;
  let count = 0;
  let people = 0;
  const drifted = new Map<DriftKind, number>();
  try {
    for (const sent of sentRecords({ ...options, isExtract: options.shape === 'synthea' })) {
      const { delivery, dirt, disorder, change, label, drift = [] } = sent;
      if (delivered?.number !== delivery) {
        await delivered?.close();
        delivered = new Delivery(delivery, folders[delivery - 1] ?? directory, times[delivery - 1] ?? 0, options.shape);
      }
      const { file, line } = await delivered.add(sent);
      records[file] = (records[file] ?? 0) + 1;
      const about = { delivery, file, line, contract: change.contract };
      if (dirt !== null) {
        injected[dirt.kind] = (injected[dirt.kind] ?? 0) + 1;
        await labels.dirt.add(JSON.stringify({ ...about, kind: dirt.kind, ...dirt.expected }));
      }
      if (disorder !== null) {
        const fate = disorder === 'repeated' ? 'duplicate' : 'accepted';
        const known = new Date(change.at).toISOString();
        await labels.arrivals.add(JSON.stringify({ ...about, kind: disorder, known, fate }));
      }
      if (label !== null) {
        const { subject, ...rest } = label;
        await labels[subject].add(JSON.stringify({ ...about, ...rest }));
      }
      for (const kind of drift) drifted.set(kind, (drifted.get(kind) ?? 0) + 1);
      count += 1;
      if (change.contract === 'patient') people += 1;
      if (count % toldEvery === 0) await done?.(count);
    }
    for (const [kind, records] of drifted) {
      const { change: _, ...about } = driftKinds[kind];
      const from = new Date(driftBegins(options.asOf)).toISOString();
      await labels.drift.add(JSON.stringify({ drift: kind, from, ...about, records }));
    }
  } finally {
    await delivered?.close();
    for (const file of Object.values(labels)) await file.close();
  }
  await writeOutsideLists(directory, options.seed, people);
  return { records, injected };
}

/** Some people have not come yet, so that fewer are told of than there are numbers. */
const numbersPerPerson = 2;

async function writeOutsideLists(directory: string, seed: number, people: number): Promise<void> {
  for (const { file, header, rows } of outsideLists(seed, people * numbersPerPerson)) {
    const opened = new OpenFile(join(directory, listsFolder, file), null);
    for (const line of [header, ...rows]) await opened.add(line);
    await opened.close();
  }
}

/** A file of labels a subject: lines of JSON that name the delivery, the file and the line they are about. */
function openLabels(directory: string) {
  const named = (name: string) => new OpenFile(join(directory, labelsFolder, name), null);
  return {
    dirt: named('dirt.ndjson'),
    arrivals: named('arrivals.ndjson'),
    fraud: named('fraud.ndjson'),
    deterioration: named('deterioration.ndjson'),
    identity: named('identity.ndjson'),
    drift: named('drift.ndjson'),
  };
}

/** The files of one delivery. */
class Delivery {
  readonly number: number;
  readonly #folder: string;
  readonly #asOf: number;
  readonly #shape: FileShape;
  readonly #files = new Map<string, OpenFile>();

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
      opened = new OpenFile(join(this.#folder, file), this.#asOf);
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

/** A file that is written in pieces. It is there from its first line on. */
class OpenFile {
  readonly #path: string;
  readonly #modifiedAt: number | null;
  #handle: FileHandle | null = null;
  #text = '';
  #pieces: Uint8Array[] = [];
  lines = 0;

  /** @param modifiedAt modification time it gets in the end, epoch ms */
  constructor(path: string, modifiedAt: number | null) {
    this.#path = path;
    this.#modifiedAt = modifiedAt;
  }

  /** Takes a line; tells whether it is time to write what was taken. */
  append(line: string | Uint8Array): boolean {
    this.lines += 1;
    if (typeof line === 'string') {
      this.#text += `${line}\n`;
    } else {
      this.#pieces.push(Buffer.from(this.#text), line);
      this.#text = '\n';
    }
    return this.#text.length >= pieceCharacters || this.#pieces.length > 2000;
  }

  async add(line: string): Promise<void> {
    if (this.append(line)) await this.flush();
  }

  async flush(): Promise<void> {
    this.#handle ??= await openNew(this.#path);
    const bytes = Buffer.concat([...this.#pieces, Buffer.from(this.#text)]);
    this.#pieces = [];
    this.#text = '';
    await this.#handle.write(bytes);
  }

  async close(): Promise<void> {
    if (this.lines === 0) return;
    try {
      await this.flush();
      if (this.#modifiedAt !== null) await this.#handle?.utimes(this.#modifiedAt / 1000, this.#modifiedAt / 1000);
    } finally {
      await this.#handle?.close();
    }
  }
}

async function openNew(path: string): Promise<FileHandle> {
  await mkdir(join(path, '..'), { recursive: true });
  return open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new UserError(`${path} exists; generate into another folder, or remove what is there first`);
  });
}
