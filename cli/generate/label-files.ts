import { join } from 'node:path';
import type { Disorder } from '../../sources/generated/arrivals.ts';
import type { DirtLabel } from '../../sources/generated/dirt.ts';
import { type DriftKind, driftBegins, driftKinds } from '../../sources/generated/drift.ts';
import type { CaseLabel } from '../../sources/generated/labels.ts';
import { outsideLists } from '../../sources/generated/outside-lists.ts';
import { WrittenFile } from './written-file.ts';

/** Which record a label is about. */
export interface LabelledRecord {
  /** Number of the delivery, from 1; not of a stream. */
  readonly delivery?: number;
  /** Id of its event; not of a row. */
  readonly event?: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly contract: string;
}

/** What is true of a record and stands in no field of it. */
export interface Truth {
  readonly dirt: DirtLabel | null;
  readonly disorder: Disorder | null;
  /** When the source came to know what it says, epoch ms. */
  readonly at: number;
  readonly label: CaseLabel | null;
  readonly drift: readonly DriftKind[];
}

/** Some people have not come yet, so that fewer are told of than there are numbers. */
const numbersPerPerson = 2;

/**
 * Writes what is known of generated records, beside the data and never in it: below `labels/` a file a subject with lines of
 * JSON, below `lists/` what a payer knows from elsewhere, as who is excluded and whose number is no longer active.
 */
export class LabelFiles {
  readonly #directory: string;
  readonly #options: { readonly seed: number; readonly asOf: number };
  readonly #files;
  readonly #drifted = new Map<DriftKind, number>();
  #people = 0;

  constructor(directory: string, options: { readonly seed: number; readonly asOf: number }) {
    this.#directory = directory;
    this.#options = options;
    const named = (name: string) => new WrittenFile(join(directory, 'labels', name), null);
    this.#files = {
      dirt: named('dirt.ndjson'),
      arrivals: named('arrivals.ndjson'),
      fraud: named('fraud.ndjson'),
      deterioration: named('deterioration.ndjson'),
      identity: named('identity.ndjson'),
      drift: named('drift.ndjson'),
    };
  }

  /** @throws UserError when a file of labels is there already */
  async add(record: LabelledRecord, { dirt, disorder, at, label, drift }: Truth): Promise<void> {
    if (dirt !== null) await this.#files.dirt.add(JSON.stringify({ ...record, kind: dirt.kind, ...dirt.expected }));
    if (disorder !== null) {
      const fate = disorder === 'repeated' ? 'duplicate' : 'accepted';
      const known = new Date(at).toISOString();
      await this.#files.arrivals.add(JSON.stringify({ ...record, kind: disorder, known, fate }));
    }
    if (label !== null) {
      const { subject, ...rest } = label;
      await this.#files[subject].add(JSON.stringify({ ...record, ...rest }));
    }
    for (const kind of drift) this.#drifted.set(kind, (this.#drifted.get(kind) ?? 0) + 1);
    if (record.contract === 'patient') this.#people += 1;
  }

  /** Writes what is known only in the end, and ends. */
  async close(): Promise<void> {
    const { seed, asOf } = this.#options;
    try {
      for (const [kind, records] of this.#drifted) {
        const { change: _, ...about } = driftKinds[kind];
        const from = new Date(driftBegins(asOf)).toISOString();
        await this.#files.drift.add(JSON.stringify({ drift: kind, from, ...about, records }));
      }
      for (const { file, header, rows } of outsideLists(seed, this.#people * numbersPerPerson)) {
        const list = new WrittenFile(join(this.#directory, 'lists', file), null);
        for (const line of [header, ...rows]) await list.add(line);
        await list.close();
      }
    } finally {
      for (const file of Object.values(this.#files)) await file.close();
    }
  }
}
