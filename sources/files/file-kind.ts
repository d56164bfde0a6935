import type { Contract } from '../../contracts/contract.ts';
import { fileNameOf } from '../../contracts/file-name.ts';
import { contracts } from '../../contracts/registry.ts';
import type { CsvMapping } from '../csv/csv-layout.ts';
import { isEvent } from '../json/json-records.ts';
import { syntheaFiles } from '../synthea/index.ts';
import { FileFault } from './file-fault.ts';
import { type FileFormat, unpackedName } from './file-format.ts';
import type { OpenedFile } from './open-file.ts';
import { readRows } from './read-rows.ts';

/** What the rows of a file are. */
export interface FileKind {
  /** A contract's name, a file of Synthea, or `events`. */
  readonly name: string;
  /** What each row is read as; of events, which say it themselves, none. */
  readonly contracts: readonly Contract[];
  /** Of a file of Synthea, where the fields of those contracts stand; a row may feed several. */
  readonly mappings?: readonly CsvMapping[];
}

/** Whole CloudEvents, of any contract. */
export const events: FileKind = { name: 'events', contracts: [] };

/**
 * What the rows of a file are. Its path says it; JSON whose first value is a CloudEvents envelope needs no name.
 * @throws FileFault when nothing says it.
 */
export async function kindOf(file: OpenedFile): Promise<FileKind> {
  const byPath = kindOfPath(file.bytes.name, file.format);
  if (byPath !== undefined) return byPath;
  if (file.format !== 'csv' && (await beginsWithEvent(file))) return events;
  throw new FileFault(
    'file.unknown_kind',
    `neither its name nor its folder says what its rows are; put it into a folder that is called as a contract, or say --contract: ${contracts.map(({ name }) => fileNameOf(name)).join(', ')}`,
  );
}

/**
 * What a path says of the rows, in this order: a folder that is called as a contract (`claim-transaction/`), a file of a
 * Synthea export (`claims_transactions.csv`), a file that is called as a contract, with or without a number behind it
 * (`claim-transaction-2026-01.ndjson`; `payer_transitions.csv` holds no payers).
 */
export function kindOfPath(path: string, format: FileFormat | undefined): FileKind | undefined {
  const folders = path.split('/').slice(0, -1).map(spelled);
  const byFolder = contracts.find(({ name }) => folders.includes(fileNameOf(name)));
  if (byFolder !== undefined) return ofContract(byFolder);
  const name = unpackedName(path);
  const own = name.toLowerCase();
  const mappings = format === 'csv' ? syntheaFiles.filter(({ file }) => file === own) : [];
  if (mappings.length > 0) return { name: own, contracts: mappings.map(({ contract }) => contract), mappings };
  const byName = contracts
    .filter((contract) => new RegExp(`^${fileNameOf(contract.name)}s?(?=$|\\.|-?\\d)`).test(spelled(name)))
    // The longest: claim-transaction is no claim.
    .sort((one, other) => other.name.length - one.name.length)[0];
  return byName === undefined ? undefined : ofContract(byName);
}

/** A file whose rows are of a contract, because somebody says so. */
export function ofContract(contract: Contract): FileKind {
  return { name: contract.name, contracts: [contract] };
}

const spelled = (part: string) => part.toLowerCase().replaceAll('_', '-');

async function beginsWithEvent(file: OpenedFile): Promise<boolean> {
  for await (const { rows } of readRows(file)) {
    const [first] = rows;
    if (first !== undefined) return first.kind === 'object' && isEvent(first.object);
  }
  return false;
}
