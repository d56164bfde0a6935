import { parseArgs } from 'node:util';
import { UserError } from '../domain/safe-error.ts';
import type { Command } from './command.ts';
import { formatRecall, notAdmitted, recallJson } from './recall/format-recall.ts';
import { recallOf } from './recall/recall.ts';
import { openExportFolder } from './run/export-folder.ts';

const usage = `usage: medstream recall --from DIR [options]

Measures masking on an export: plants identifiers of its patients, and invented ones, in many spellings, one at a time, in
every field and in the envelope of otherwise clean records, and counts how often none of it leaves the vault. Nothing is
stored. Below the table: records of the export that are refused though nothing is wrong with them, and what leaves and why.

  --from DIR       a Synthea CSV export
  --json           every cell of the table as JSON

Exits with 1 when something leaves that is not known to, or a record of the export itself is refused.`;

export const recallCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values } = parseArgs({
      args: [...args],
      options: { from: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    if (values.from === undefined) throw new UserError('--from names the folder of the export to plant identifiers in');
    const recall = await recallOf(await openExportFolder(values.from), Date.now());
    if (recall.people === 0) throw new UserError(`no patient of ${values.from} has an id, a name and a date of birth`);
    out(values.json ? `${JSON.stringify(recallJson(recall))}\n` : formatRecall(recall));
    return notAdmitted(recall.rows).length > 0 || Object.keys(recall.falseAlarms).length > 0 ? 1 : 0;
  },
};
