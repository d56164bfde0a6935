import { parseArgs } from 'node:util';
import { epochMillis } from '../domain/records/instant.ts';
import { forUser, UserError } from '../domain/safe-error.ts';
import { defaultAsOf } from '../sources/generated/dirty-export.ts';
import type { Command } from './command.ts';
import { writeExport } from './generate/write-export.ts';
import { wholeNumber } from './options.ts';

const defaultEvents = 10_000;
const usage = `usage: medstream generate --out DIR [options]

Writes a data set of invented people as a Synthea CSV export, about 2% of it dirty on purpose.

  --out DIR       folder to write to
  --events N      records in all (${defaultEvents})
  --seed S        the same seed gives the same files (1)
  --as-of TIME    extract time of the data (${defaultAsOf})`;

export const generateCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        events: { type: 'string', default: String(defaultEvents) },
        seed: { type: 'string', default: '1' },
        'as-of': { type: 'string', default: defaultAsOf },
      },
    });
    const directory = values.out;
    if (directory === undefined) throw new UserError(`say where to write with --out DIR\n\n${usage}`);
    const asOf = epochMillis(values['as-of']);
    if (!Number.isFinite(asOf))
      throw new UserError('--as-of is not a point in time; write it like 2026-01-31T00:00:00Z');
    const options = { events: wholeNumber('--events', values.events), seed: wholeNumber('--seed', values.seed), asOf };
    const { rows, injected } = await forUser(() => writeExport(directory, options));
    const list = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `  ${name.padEnd(24)}${String(count).padStart(8)}`)
        .join('\n');
    out(
      `wrote ${directory}\n${list(rows)}\ndirty on purpose\n${list(injected)}\n\nNext\n  npm start -- --from ${directory}\n`,
    );
    return 0;
  },
};
