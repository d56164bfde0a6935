import type { Contract } from '../../contracts/contract.ts';
import { fileNameOf } from '../../contracts/file-name.ts';
import { contracts } from '../../contracts/registry.ts';
import type { CsvMapping } from '../csv/csv-layout.ts';
import { isEvent } from '../ndjson/ndjson-records.ts';
import { syntheaFiles } from '../synthea/index.ts';
import { FileFault } from './file-fault.ts';
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
 * What the rows of a file are. Its path says it, in this order: a folder that is called as a contract (`claim-transaction/`),
 * a file of a Synthea export (`claims_transactions.csv`), a file that is called as a
 * contract, with or without a number behind it (`claim-transaction-2026-01.ndjson`; `payer_transitions.csv` holds no payers). JSON whose first value is a CloudEvents envelope needs no name.
 * @throws FileFault when nothing says it.
 */
export async function kindOf(file: OpenedFile): Promise<FileKind> {
  const folders = file.bytes.name.split('/').slice(0, -1).map(spelled);
  const byFolder = contracts.find(({ name }) => folders.includes(fileNameOf(name)));
  if (byFolder !== undefined) return of(byFolder);
  const own = file.name.toLowerCase();
  const ofSynthea = file.format === 'csv' ? syntheaFiles.filter((mapping) => mapping.file === own) : [];
  if (ofSynthea.length > 0)
    return { name: own, contracts: ofSynthea.map(({ contract }) => contract), mappings: ofSynthea };
  const byName = contracts
    .filter(({ name }) => new RegExp(`^${fileNameOf(name)}s?(?=$|\\.|-?\\d)`).test(spelled(file.name)))
    // The longest: claim-transaction is no claim.
    .sort((one, other) => other.name.length - one.name.length)[0];
  if (byName !== undefined) return of(byName);
  if (file.format !== 'csv' && (await beginsWithEvent(file))) return events;
  throw new FileFault(
    'file.unknown_kind',
    `neither its name nor its folder says what its rows are; put it into a folder that is called as a contract, or say --contract: ${contracts.map(({ name }) => fileNameOf(name)).join(', ')}`,
  );
}

const of = (contract: Contract): FileKind => ({ name: contract.name, contracts: [contract] });

const spelled = (part: string) => part.toLowerCase().replaceAll('_', '-');

async function beginsWithEvent(file: OpenedFile): Promise<boolean> {
  for await (const { rows } of readRows(file)) {
    const [first] = rows;
    if (first !== undefined) return first.kind === 'object' && isEvent(first.object);
  }
  return false;
}
