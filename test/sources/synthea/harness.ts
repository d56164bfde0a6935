import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openExportFolder } from '../../../cli/run/export-folder.ts';
import { registry } from '../../../contracts/registry.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import type { KnownChange, KnownChanges, KnownChangesReader } from '../../../domain/records/change-identity.ts';
import { recordKey } from '../../../domain/records/record-key.ts';
import { type FolderOptions, type FolderReading, openFolder } from '../../../sources/files/read-folder.ts';
import type { SourceRecord } from '../../../sources/source-record.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

export const keys = createKeyedHash({ version: 'v1', issuer: 'test', key: Buffer.alloc(32, 7) });
export const now = Date.parse('2027-01-01T00:00:00Z');
export const asOf = '2026-01-01T00:00:00Z';
const fixtures = join(import.meta.dirname, '../../fixtures/synthea');

export interface ReadEvent {
  readonly contract: string | null;
  readonly partitionKey: string;
  readonly known: boolean;
  readonly event: {
    readonly id: string;
    readonly time: string;
    readonly subject?: string;
    readonly datacontenttype: string;
    readonly sourcefile: string;
    readonly sourceline: number;
    readonly data: Record<string, string> | string;
  };
}

/** A copy of a fixture export that a test may spoil. */
export async function fixture(generation = '3.3'): Promise<string> {
  const folder = await temporaryDirectory();
  await cp(join(fixtures, generation), folder, { recursive: true });
  return folder;
}

export async function edit(folder: string, file: string, change: (text: string) => string | Buffer): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, change(await readFile(path, 'utf8')));
}

export function parseRecord({ contract, partitionKey, known, data }: SourceRecord): ReadEvent {
  return { contract, partitionKey, known, event: JSON.parse(Buffer.from(data).toString()) };
}

export async function read(
  directory: string,
  { known = new Map(), ...options }: Partial<Omit<FolderOptions, 'known'>> & { readonly known?: Known } = {},
): Promise<{ events: ReadEvent[] } & Pick<FolderReading, 'report' | 'absent' | 'unread'>> {
  const opened = await openFolder({
    folder: await openExportFolder(directory),
    keys,
    known: knownFrom(known),
    asOf,
    now,
    ...options,
  });
  const events: ReadEvent[] = [];
  for await (const batch of opened.batches) events.push(...batch.map(parseRecord));
  const { report, absent, unread } = opened;
  return { events, report, absent, unread };
}

/** Known changes by contract, or what reads them. */
type Known = ReadonlyMap<string, KnownChanges> | KnownChangesReader;

export function knownFrom(known: Known): KnownChangesReader {
  return typeof known === 'function' ? known : async (contractName) => async () => known.get(contractName) ?? new Map();
}

/** What the change log would know after the events arrived: every event that has data and is not known yet. */
export function knownAfter(
  before: ReadonlyMap<string, KnownChanges>,
  events: readonly ReadEvent[],
): ReadonlyMap<string, KnownChanges> {
  const after = new Map([...before].map(([name, changes]) => [name, new Map(changes)] as const));
  for (const [index, { contract, known, event }] of events.entries()) {
    if (known || contract === null || typeof event.data === 'string') continue;
    const { data } = event;
    const described = registry.contractNamed(contract);
    const key = recordKey(described, data, keys.tokenize) ?? '';
    const versionAt = Date.parse(described.eventTime === null ? event.time : String(data[described.eventTime]));
    const sequence = `${Date.parse(event.time)}-${String(index).padStart(9, '0')}`;
    const changes = after.get(contract) ?? new Map<string, KnownChange[]>();
    changes.set(key, [...(changes.get(key) ?? []), { eventId: event.id, versionAt, sequence }]);
    after.set(contract, changes);
  }
  return after;
}
