import type { Contract } from '../contracts/contract.ts';
import { namesNobody } from '../domain/masking/residual-scan.ts';
import { type Learnt, TextLearner } from '../domain/masking/terminology.ts';
import { readCsvFile } from './csv/csv-file.ts';
import { type CsvMapping, type FileLayout, fileLayout, rowData } from './csv/csv-layout.ts';
import { type ExportFile, type ExportFolder, findFiles, mappingsOf } from './synthea/read-export.ts';

/** A code field and the field that holds its text. */
interface TextOfCode {
  readonly code: string;
  readonly text: string;
}

/**
 * The texts of codes in an export that stand with their code in records about at least `fewestPeople` people, and that name
 * nobody. Files without such texts are not read.
 * @throws UserError for a folder that holds no export, or a file that cannot be read
 */
export async function learnTexts(folder: ExportFolder): Promise<Learnt> {
  const learner = new TextLearner(namesNobody);
  for (const [file, name] of findFiles(folder)) {
    for (const mapping of mappingsOf(file)) {
      // What describes a thing says nothing of how many people it stands for.
      if (mapping.contract.kind === 'event') await learnFrom(learner, mapping, await folder.open(name));
    }
  }
  return learner.learnt();
}

async function learnFrom(learner: TextLearner, mapping: CsvMapping, file: ExportFile): Promise<void> {
  const pairs = textsOf(mapping.contract);
  if (pairs.length === 0) return;
  let layout: FileLayout | null = null;
  for await (const records of readCsvFile(file.path, file.read())) {
    for (const { cells } of records) {
      if (cells === null) continue;
      if (layout === null) layout = fileLayout(mapping, cells);
      else note(learner, mapping.contract, pairs, rowData(layout, cells));
    }
  }
}

function textsOf({ fields }: Contract): readonly TextOfCode[] {
  return Object.entries(fields).flatMap(([text, { displayOf }]) =>
    displayOf === undefined ? [] : [{ code: displayOf, text }],
  );
}

function note(
  learner: TextLearner,
  { subject, fields }: Contract,
  pairs: readonly TextOfCode[],
  data: Readonly<Record<string, string | string[]>> | null,
): void {
  if (data === null) return;
  const person = data[subject];
  if (typeof person !== 'string') return;
  for (const pair of pairs) {
    const code = data[pair.code];
    const text = data[pair.text];
    if (typeof code !== 'string' || typeof text !== 'string') continue;
    const areValid =
      fields[pair.code]?.schema.safeParse(code).success && fields[pair.text]?.schema.safeParse(text).success;
    if (areValid === true) learner.note(code, text, person);
  }
}
