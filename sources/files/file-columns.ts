import type { Contract } from '../../contracts/contract.ts';
import { type CsvMapping, type FileLayout, fileLayout, headersOf, ownColumns } from '../csv/csv-layout.ts';
import { contractFileSource } from '../source-record.ts';
import { syntheaFiles } from '../synthea/index.ts';
import { syntheaSource } from '../synthea/synthea-file.ts';
import { columnsOfShape, type FileShape, shapeOf } from './file-shape.ts';

/**
 * Where the fields of a contract stand in a CSV file: by the names of Synthea, or by the contract's own, whichever the
 * header has more of; or by those of another shape of its files.
 * @param name of the file, for messages.
 * @param header its cells.
 * @throws FileFault that names the file, and the column that is absent or stands twice.
 */
export function columnsOf(
  name: string,
  contract: Contract,
  header: readonly string[],
): { readonly layout: FileLayout; readonly source: string; readonly shape?: FileShape } {
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
