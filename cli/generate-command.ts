import { parseArgs } from 'node:util';
import { deployedName } from '../contracts/platform/deployed-names.ts';
import { registry } from '../contracts/registry.ts';
import { epochMillis } from '../domain/records/instant.ts';
import { forUser, UserError } from '../domain/safe-error.ts';
import { usualDisorderShare } from '../sources/generated/arrivals.ts';
import { checkOptions, defaultAsOf, mostDeliveries } from '../sources/generated/deliver.ts';
import { usualDirtShare } from '../sources/generated/dirt.ts';
import { allDriftKinds, type DriftKind, isDriftKind } from '../sources/generated/drift.ts';
import { type Shape, shapes } from '../sources/generated/files.ts';
import type { Command } from './command.ts';
import { LabelFiles } from './generate/label-files.ts';
import { type Done, pacer } from './generate/pace.ts';
import { type SentRecords, sendGenerated } from './generate/send-generated.ts';
import { type FileOptions, writeFiles } from './generate/write-files.ts';
import { defaultData, wholeNumber } from './options.ts';
import { type Destination, openDeployedDestination, openEmbeddedDestination } from './send/destination.ts';

const defaultRecords = 10_000;
const usage = `usage: medstream generate --to DIR|stream [options]

Writes records of invented people: how they move, marry, fall ill and are treated, and what was billed for it. Some records
are dirty on purpose, some come late, twice or out of order, some people get worse in their beds, some are registered twice,
and some bill what they should not: which ones stands in DIR/labels, and never in the data. DIR/lists has what payers know
from elsewhere.

  --to DIR          folder to write to; ./stream for one of that name
  --to stream       each record to the stream of its contract, as a CloudEvent: that of the data directory, where the records
                    wait for the next medstream run, or are handled at once by a running medstream up
  --records N       records in all (${defaultRecords})
  --rate R          records a second at most; as fast as it goes without it
  --shape SHAPE     of files. synthea: CSV as Synthea exports it, NDJSON of the contracts' fields for what Synthea has not (default)
                    ndjson: CloudEvents with every change, a file a contract
  --deliveries N    deliveries, 1 to ${mostDeliveries}, a month between two: each has what is new, and what was put right (1)
  --as-of TIME      extract time of the last delivery (${defaultAsOf})
  --seed S          the same seed gives the same files (1)
  --dirt SHARE      share of dirty records (${usualDirtShare})
  --disorder SHARE  share of the records that come late, twice, out of order or are taken back (${usualDisorderShare})
  --drift KINDS     how sources change without notice in the last weeks: all, or some of
                    ${allDriftKinds.join(', ')}
  --labels DIR      of records for a stream, write labels and lists to a folder, by the ids of the events
  --no-fraud        nobody bills what they should not
  --stage NAME      send to a stage instead: dev, staging or emulator
  --endpoint URL    of an emulator or a VPC endpoint
  --data DIR        data directory; its key makes event ids and partition keys (${defaultData})`;

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
        disorder: { type: 'string', default: String(usualDisorderShare) },
        drift: { type: 'string', default: '' },
        'no-fraud': { type: 'boolean', default: false },
        labels: { type: 'string' },
        stage: { type: 'string' },
        endpoint: { type: 'string' },
        data: { type: 'string', default: defaultData },
      },
    });
    const { to } = values;
    if (to === undefined) throw new UserError(`say where to write with --to DIR or --to stream\n\n${usage}`);
    const options = {
      records: wholeNumber('--records', values.records),
      seed: wholeNumber('--seed', values.seed),
      deliveries: wholeNumber('--deliveries', values.deliveries),
      asOf: pointInTime(values['as-of']),
      dirt: share('--dirt', values.dirt),
      disorder: share('--disorder', values.disorder),
      fraud: !values['no-fraud'],
      drift: driftOf(values.drift),
      shape: shapeOf(values.shape),
    };
    if (values.labels !== undefined && to !== 'stream')
      throw new UserError('--labels is for --to stream: files have their labels beside them, in labels/');
    await forUser(async () => checkOptions(options));
    const pace = pacer({
      perSecond: values.rate === undefined ? null : wholeNumber('--rate', values.rate),
      of: options.records,
      progress: (line) => err(`${line}\n`),
    });
    const { records, injected } =
      to === 'stream'
        ? await toStream(options, values, pace.done)
        : await forUser(() => writeFiles(to, options, pace.done));
    const list = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, count]) => `  ${name.padEnd(28)}${String(count).padStart(10)}`)
        .join('\n');
    const folder = options.deliveries === 1 ? to : `${to}/delivery-01`;
    const next = to === 'stream' ? 'npm start -- --events 0' : `npm start -- --from ${folder}`;
    const number = new Intl.NumberFormat('en-US');
    const written = Object.values(records).reduce((sum, count) => sum + count, 0);
    out(
      `wrote ${number.format(written)} records to ${to}, ${number.format(pace.perSecond(written))} a second\n${list(records)}\ndirty on purpose\n${list(injected)}\n\nNext\n  ${next}\n`,
    );
    return 0;
  },
};

interface Where {
  readonly stage?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly labels?: string | undefined;
  readonly data: string;
}

async function toStream(options: FileOptions, where: Where, done: Done): Promise<SentRecords> {
  const { stage, endpoint, data } = where;
  const labels = where.labels === undefined ? undefined : new LabelFiles(where.labels, options);
  if (stage === 'prod') throw new UserError('invented people have no place in prod; send them to another stage');
  const contract = registry.contractNamed('patient');
  const destination: Destination =
    stage === undefined
      ? await openEmbeddedDestination(data, contract)
      : await openDeployedDestination({ stage, endpoint, data, environment: process.env }, contract);
  try {
    const { client, keys } = destination;
    const streamOf = (name: string) => (stage === undefined ? name : deployedName(stage, name));
    return await sendGenerated({ client, streamOf, where: destination.where }, { ...options, keys }, { done, labels });
  } finally {
    await destination.close();
    await labels?.close();
  }
}

function pointInTime(text: string): number {
  const millis = epochMillis(text);
  if (Number.isFinite(millis)) return millis;
  throw new UserError('--as-of is not a point in time; write it like 2026-01-31T00:00:00Z');
}

function share(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.5) return value;
  throw new UserError(`${option} takes a share from 0 to 0.5, such as 0.02`);
}

function driftOf(text: string): readonly DriftKind[] {
  if (text === 'all') return allDriftKinds;
  return text
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      if (isDriftKind(name)) return name;
      throw new UserError(`--drift is all, or some of ${allDriftKinds.join(', ')}`);
    });
}

function shapeOf(text: string): Shape {
  const shape = shapes.find((each) => each === text);
  if (shape !== undefined) return shape;
  throw new UserError(`--shape is one of ${shapes.join(', ')}`);
}
