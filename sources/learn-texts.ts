import type { Contract } from '../contracts/contract.ts';
import { namesNobody } from '../domain/masking/residual-scan.ts';
import { type Learnt, TextLearner } from '../domain/masking/terminology.ts';
import { type ContractLayout, layoutsOf, recordOf } from './files/file-events.ts';
import { FileFault } from './files/file-fault.ts';
import type { OpenedFile } from './files/open-file.ts';
import { type Folder, readableFiles } from './files/read-folder.ts';
import { readRows } from './files/read-rows.ts';

/** A code field and the field that holds its text. */
interface TextOfCode {
  readonly code: string;
  readonly text: string;
}

/**
 * The texts of codes in a folder of files that stand with their code in records about at least `fewestPeople` people, and that
 * name nobody. Files without such texts are not read.
 * @throws UserError for a folder that holds no file of rows, or a file that cannot be read
 */
export async function learnTexts(folder: Folder): Promise<Learnt> {
  const learner = new TextLearner(namesNobody);
  const { known } = await readableFiles(folder);
  for (const { file, kind } of known) {
    const layouts = layoutsOf(file, kind)
      // What describes a thing says nothing of how many people it stands for.
      .filter(({ contract }) => contract.kind === 'event')
      .map((layout) => ({ layout, pairs: textsOf(layout.contract) }))
      .filter(({ pairs }) => pairs.length > 0);
    if (layouts.length > 0) await learnFrom(learner, file, layouts);
  }
  return learner.learnt();
}

interface TextsOfRows {
  readonly layout: ContractLayout;
  readonly pairs: readonly TextOfCode[];
}

/** Of a file that is broken, what stands before that: whoever reads it for its rows tells why. */
async function learnFrom(learner: TextLearner, file: OpenedFile, all: readonly TextsOfRows[]): Promise<void> {
  try {
    for await (const { rows } of readRows(file)) {
      for (const row of rows) {
        for (const { layout, pairs } of all) note(learner, layout.contract, pairs, recordOf(row, layout)?.data ?? null);
      }
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
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
  data: Readonly<Record<string, unknown>> | null,
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
