import type { Contract } from '../../contracts/contract.ts';
import { registry } from '../../contracts/registry.ts';
import type { KeyedHash } from '../../domain/masking/token.ts';
import { nothingKnown } from '../../domain/records/change-identity.ts';
import type { ProcessRecord } from '../../domain/records/process-record.ts';
import { type Folder, openFolder } from '../../sources/files/read-folder.ts';
import { inventedNumbers, type Person } from './identifiers.ts';
import { leavingTexts, type SourceEvent } from './plant.ts';

/** A record of the export that is accepted as it is, and what leaves of it. */
export interface CleanRecord {
  readonly contract: Contract;
  readonly event: SourceEvent;
  readonly leaving: readonly (string | null)[];
}

/** A patient of an export with a record of every kind that is about them. */
export interface PersonRecords {
  readonly person: Person;
  readonly records: readonly CleanRecord[];
}

export interface CleanRecords {
  readonly people: readonly PersonRecords[];
  /** Records that are about nobody: of organizations, clinicians and payers, as many of a kind as there are people at most. */
  readonly aboutNobody: ReadonlyMap<Contract, readonly CleanRecord[]>;
  /** Records of the export, and how many of them the scan refuses, by reason: each is a false alarm. */
  readonly read: number;
  readonly falseAlarms: Readonly<Record<string, number>>;
}

export interface ReadOptions {
  readonly folder: Folder;
  readonly keys: KeyedHash;
  readonly process: ProcessRecord;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Reads an export: each of its records is decided about, and of each patient one record of every kind is kept.
 * @throws UserError for a folder that holds no export, or a file that cannot be read
 */
export async function readCleanRecords({ folder, keys, process, now }: ReadOptions): Promise<CleanRecords> {
  const { batches } = await openFolder({ folder, keys, known: nothingKnown, now });
  const falseAlarms: Record<string, number> = {};
  const bySubject = new Map<string, Map<Contract, CleanRecord>>();
  const aboutNobody = new Map<Contract, CleanRecord[]>();
  const accepted = (event: SourceEvent): CleanRecord | null => {
    const { contract } = registry.contractOfEvent(String(event.type)) ?? {};
    const processed = process(JSON.stringify(event), now);
    if (contract === undefined || !processed.ok) return null;
    return { contract, event, leaving: leavingTexts(processed.record) };
  };
  let read = 0;
  for await (const batch of batches) {
    for (const { data } of batch) {
      read += 1;
      const text = Buffer.from(data).toString();
      const processed = process(text, now);
      if (!processed.ok) {
        const [{ code }] = processed.rejection.reasons;
        if (code.startsWith('masking.')) falseAlarms[code] = (falseAlarms[code] ?? 0) + 1;
        continue;
      }
      const { contract } = processed.record.table;
      const event = JSON.parse(text) as SourceEvent;
      if (contract.fields[contract.subject]?.phi === 'record_id') {
        const subject = String(event.data[contract.subject]);
        const kept = bySubject.get(subject) ?? new Map<Contract, CleanRecord>();
        bySubject.set(subject, kept);
        if (kept.has(contract)) continue;
        const record = accepted(withoutNumberedNames(contract, event));
        if (record !== null) kept.set(contract, record);
      } else {
        const kept = aboutNobody.get(contract) ?? [];
        aboutNobody.set(contract, kept);
        const record = kept.length < mostAboutNobody ? accepted(withoutNumberedNames(contract, event)) : null;
        if (record !== null) kept.push(record);
      }
    }
  }
  return { people: peopleOf([...bySubject.values()]), aboutNobody, read, falseAlarms };
}

const mostAboutNobody = 100;
const patient = registry.contractNamed('patient');

/** Synthea puts numbers behind names, which would make them easier to find than names are. */
function withoutNumberedNames({ fields }: Contract, event: SourceEvent): SourceEvent {
  const data = Object.entries(event.data).map(([field, value]) =>
    fields[field]?.phi === 'name' && typeof value === 'string' ? [field, value.replace(/\d/g, '')] : [field, value],
  );
  return { ...event, data: Object.fromEntries(data) };
}

function peopleOf(all: readonly ReadonlyMap<Contract, CleanRecord>[]): PersonRecords[] {
  return all.flatMap((records, index) => {
    const described = records.get(patient);
    const person = described === undefined ? null : personOf(described.event.data, index);
    return person === null ? [] : [{ person, records: [...records.values()] }];
  });
}

/** The person a patient's record describes; null where it lacks what everybody has. */
function personOf(data: Readonly<Record<string, unknown>>, index: number): Person | null {
  const text = (field: string) => (typeof data[field] === 'string' ? data[field] : undefined);
  const [id, given, family, birthDate] = ['patient_id', 'first_name', 'last_name', 'birth_date'].map(text);
  if (id === undefined || given === undefined || family === undefined || birthDate === undefined) return null;
  return {
    ...inventedNumbers(index),
    ...{ id, given, family, birthDate },
    ...{ ssn: text('ssn'), licence: text('drivers_licence'), passport: text('passport') },
    ...{ street: text('street'), city: text('city'), zip: text('zip') },
  };
}
