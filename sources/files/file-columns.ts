import type { Contract } from '../../contracts/contract.ts';
import { type CsvMapping, type FileLayout, fileLayout, headersOf, ownColumns } from '../csv/csv-layout.ts';
import { contractFileSource } from '../source-record.ts';
import { syntheaFiles } from '../synthea/index.ts';
import { syntheaSource } from '../synthea/synthea-file.ts';
import { FileFault } from './file-fault.ts';
import { columnsOfShape, type FileShape, shapeOf } from './file-shape.ts';

/**
 * Where the fields of a contract stand in a CSV file: by the names of Synthea, or by the contract's own, whichever the
 * header has more of; or by those of another shape of its files.
 * @param name of the file, for messages.
 * @param header its cells; null when the first line is none.
 * @throws FileFault that names the file, and the column that is absent or stands twice.
 */
export function columnsOf(
  name: string,
  contract: Contract,
  header: readonly string[] | null,
): { readonly layout: FileLayout; readonly source: string; readonly shape?: FileShape } {
  if (header === null) {
    throw new FileFault(
      'file.header',
      `${name}: the first line is no header of a CSV file in UTF-8; if it is NDJSON, say --format ndjson`,
    );
  }
  const names = new Set(header.map((column) => column.trim().toLowerCase()));
  const among = (mapping: CsvMapping) => headersOf(mapping).filter((column) => names.has(column.toLowerCase())).length;
  const shape = shapeOf(contract, [...names]);
  if (shape !== undefined) {
    return { layout: fileLayout(columnsOfShape(shape, name), header), source: contractFileSource, shape };
  }
  const own = ownColumns(contract, name);
  const synthea = syntheaFiles.find((mapping) => mapping.contract.name === contract.name);
  const isSynthea = synthea !== undefined && among(synthea) >= among(own);
  return {
    layout: fileLayout(isSynthea ? { ...synthea, file: name } : own, header),
    source: isSynthea ? syntheaSource : contractFileSource,
  };
}
