import { parseArgs } from 'node:util';
import { epochMillis } from '../domain/records/instant.ts';
import { forUser, UserError } from '../domain/safe-error.ts';
import { checkOptions, defaultAsOf, mostDeliveries } from '../sources/generated/deliver.ts';
import { usualDirtShare } from '../sources/generated/dirt.ts';
import { type Shape, shapes } from '../sources/generated/files.ts';
import type { Command } from './command.ts';
import { pacer } from './generate/pace.ts';
import { writeFiles } from './generate/write-files.ts';
import { wholeNumber } from './options.ts';

const defaultRecords = 10_000;
const usage = `usage: medstream generate --to DIR [options]

Writes records of invented people: how they move, marry, fall ill and are treated, and what was billed for it. Some are dirty
on purpose; what is wrong with which line stands in DIR/labels, and never in the data.

  --to DIR          folder to write to
  --records N       records in all (${defaultRecords})
  --rate R          records a second at most; as fast as it goes without it
  --shape SHAPE     synthea: CSV as Synthea exports it, NDJSON of the contracts' fields for what Synthea has not (default)
                    ndjson: CloudEvents with every change, a file a contract
  --deliveries N    deliveries, 1 to ${mostDeliveries}, a month between two: each has what is new, and what was put right (1)
  --as-of TIME      extract time of the last delivery (${defaultAsOf})
  --seed S          the same seed gives the same files (1)
  --dirt SHARE      share of dirty records (${usualDirtShare})`;

export const generateCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        to: { type: 'string' },
        records: { type: 'string', default: String(defaultRecords) },
        rate: { type: 'string' },
        shape: { type: 'string', default: 'synthea' },
        deliveries: { type: 'string', default: '1' },
        'as-of': { type: 'string', default: defaultAsOf },
        seed: { type: 'string', default: '1' },
        dirt: { type: 'string', default: String(usualDirtShare) },
      },
    });
    const directory = values.to;
    if (directory === undefined) throw new UserError(`say where to write with --to DIR\n\n${usage}`);
    const options = {
      records: wholeNumber('--records', values.records),
      seed: wholeNumber('--seed', values.seed),
      deliveries: wholeNumber('--deliveries', values.deliveries),
      asOf: pointInTime(values['as-of']),
      dirt: share(values.dirt),
      shape: shapeOf(values.shape),
    };
    await forUser(async () => checkOptions(options));
    const pace = pacer({
      perSecond: values.rate === undefined ? null : wholeNumber('--rate', values.rate),
      of: options.records,
      progress: (line) => err(`${line}\n`),
    });
    const { records, injected } = await forUser(() => writeFiles(directory, options, pace.done));
    const list = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, count]) => `  ${name.padEnd(28)}${String(count).padStart(10)}`)
        .join('\n');
    const next = options.deliveries === 1 ? directory : `${directory}/delivery-01`;
    out(
      `wrote ${directory}\n${list(records)}\ndirty on purpose\n${list(injected)}\n\nNext\n  npm start -- --from ${next}\n`,
    );
    return 0;
  },
};

function pointInTime(text: string): number {
  const millis = epochMillis(text);
  if (Number.isFinite(millis)) return millis;
  throw new UserError('--as-of is not a point in time; write it like 2026-01-31T00:00:00Z');
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.5) return value;
  throw new UserError('--dirt takes a share from 0 to 0.5, such as 0.02');
}

function shapeOf(text: string): Shape {
  const shape = shapes.find((each) => each === text);
  if (shape !== undefined) return shape;
  throw new UserError(`--shape is one of ${shapes.join(', ')}`);
}
