import { parseArgs } from 'node:util';
import type { Contract } from '../contracts/contract.ts';
import { streamOfUnknown } from '../contracts/platform/streams.ts';
import { contracts, registry } from '../contracts/registry.ts';
import { forUser, UserError } from '../domain/safe-error.ts';
import type { Command, Terminal } from './command.ts';
import { extractTimeOf } from './extract-time.ts';
import { defaultData } from './options.ts';
import {
  type Destination,
  type OfStream,
  openDeployedDestination,
  openEmbeddedDestination,
} from './send/destination.ts';
import { type Format, formats, openInput } from './send/input.ts';
import { send } from './send/send.ts';
import { formatOutcome, sendFiles } from './send/send-files.ts';
import { formatSummary, noticesOf, shortfallsOf } from './send/summary.ts';
import { openUnsentFile } from './send/unsent-file.ts';

const usage = `usage: medstream send [options] FOLDER|FILE...
       medstream send --contract NAME [options] [FILE...]

Sends the rows of files to the streams. Without --contract, files say themselves what they are, as in the landing bucket of
a stage: CSV, a JSON array or NDJSON, packed with gzip or not, in a folder that is called as a contract or called as one
themselves, or files of a Synthea export. A row that cannot be read ends in quarantine, alone; a file that is broken is read
up to there.

With --contract FILE is of that contract, whatever it is called, and read the same way; - or none is standard input.

  CSV      a header with the columns of Synthea or the field names of the contract, then the rows; commas between the
           cells, quotes around those with commas, quotes or line ends in them
  JSON     objects of the contract's fields, or whole CloudEvents envelopes, which go as they stand: one on each line
           (NDJSON), one array, or one after the other

All in UTF-8, with lines that end in LF, CRLF or CR, packed with gzip or not. Refused before anything is sent: a file that
is empty, an archive or in UTF-16, that lacks a column, or of whose rows none can be read. A row that cannot be read among
others that can is sent: it ends in quarantine, alone. A file that is broken is read up to there, and the exit code is 1.
The same file sent twice is the same events, and they count once. Vital signs may come as people write them down:
patient_id, heart_rate, blood_pressure (127/80), temperature (98.6 is taken as °F, and said), timestamp.

  --contract NAME  ${contracts.map(({ name }) => name).join(', ')}
  --format F       csv, ndjson or json (by the file's extension, else by its first bytes)
  --as-of TIME     when the data was extracted, such as 2026-01-31T00:00:00Z (each file's modification time, now for a
                   pipe)
  --stage NAME     the stage to send to: dev, staging, prod or emulator; without it the stream of the data directory,
                   where the records wait for the next medstream run, or are handled at once by a running medstream up
  --endpoint URL   of an emulator or a VPC endpoint (the AWS SDK's; http://127.0.0.1:4566 for the emulator)
  --data DIR       data directory; its key makes event ids and partition keys, so keep to one (${defaultData})
  --unsent FILE    where to keep the records that were not accepted, as NDJSON to send again

Exit code 0 when every row was sent, 1 when not.`;

export const sendCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        contract: { type: 'string' },
        format: { type: 'string' },
        'as-of': { type: 'string' },
        stage: { type: 'string' },
        endpoint: { type: 'string' },
        data: { type: 'string', default: defaultData },
        unsent: { type: 'string' },
      },
    });
    if (values.contract === undefined && positionals.length > 0) {
      return sendPaths(positionals, values, { out, err });
    }
    const contract = await contractOf(values.contract);
    const format = formatOf(values.format);
    const asOf = values['as-of'] === undefined ? null : extractTimeOf(values['as-of']);
    if (values.endpoint !== undefined && values.stage === undefined) {
      throw new UserError('--endpoint needs the stage whose stream is there, such as --stage emulator');
    }
    const paths = positionals.length === 0 ? ['-'] : positionals;
    if (paths.filter((path) => path === '-').length > 1) throw new UserError('standard input can be sent once only');
    if (paths.includes('-') && process.stdin.isTTY) err('reading standard input; Ctrl-D ends it\n');
    const inputs = [];
    for (const path of paths) inputs.push(await openInput(path, { contract, format, stdin: process.stdin }));
    const destination = await openDestination(contract, values);
    try {
      const unsent = values.unsent === undefined ? null : await openUnsentFile(values.unsent);
      const progress = (line: string) => err(`${line}\n`);
      const summary = await send({ contract, inputs, destination, asOf, now: Date.now(), unsent }, progress).finally(
        () => unsent?.close(),
      );
      for (const notice of summary.inputs.flatMap(noticesOf)) progress(notice);
      out(`${formatSummary(summary)}\n`);
      if (summary.stop !== null) progress(`medstream send: ${summary.stop}`);
      if (!summary.complete) {
        progress(`NOT everything was sent to ${destination.where}:`);
        for (const shortfall of summary.inputs.flatMap(shortfallsOf)) progress(`  - ${shortfall}`);
        if (summary.canSendAgain) progress(sendAgain(values.unsent, unsent?.count() ?? 0));
      }
      if (summary.inputs.some(({ sent }) => sent > 0)) out(`\n${nextSteps(destination, values)}\n`);
      return summary.complete ? 0 : 1;
    } finally {
      await destination.close();
    }
  },
};

interface PathOptions extends Where {
  readonly 'as-of'?: string | undefined;
  readonly format?: string | undefined;
  readonly unsent?: string | undefined;
}

/** Files and folders that say themselves what they are. */
async function sendPaths(paths: readonly string[], options: PathOptions, { out, err }: Terminal): Promise<number> {
  if (options.format !== undefined || options.unsent !== undefined) {
    throw new UserError('--format and --unsent need --contract; without it the files themselves say what they are');
  }
  if (paths.includes('-')) throw new UserError(`say what standard input is with --contract NAME\n\n${usage}`);
  const asOf = options['as-of'] === undefined ? null : extractTimeOf(options['as-of']);
  const destination = await openDestination({ stream: streamOfUnknown }, options);
  try {
    const outcomes = await sendFiles(paths, { destination, asOf, now: Date.now() }, (outcome) =>
      out(`${formatOutcome(outcome)}\n`),
    );
    const isWhole = outcomes.every(({ fault }) => fault === null);
    if (!isWhole) err('medstream send: NOT every file was read; what was read counts\n');
    if (outcomes.some(({ counts }) => counts.sent > 0)) out(`\n${nextSteps(destination, options)}\n`);
    return isWhole ? 0 : 1;
  } finally {
    await destination.close();
  }
}

async function contractOf(name: string | undefined): Promise<Contract> {
  if (name === undefined) throw new UserError(`say what the rows are with --contract NAME\n\n${usage}`);
  return forUser(async () => registry.contractNamed(name));
}

function formatOf(text: string | undefined): Format | undefined {
  const format = formats.find((candidate) => candidate === text);
  if (text !== undefined && format === undefined)
    throw new UserError(`--format takes ${formats.join(', ')}, not ${text}`);
  return format;
}

interface Where {
  readonly stage?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly data: string;
}

function openDestination(contract: OfStream, { stage, endpoint, data }: Where): Promise<Destination> {
  if (stage === undefined) return openEmbeddedDestination(data, contract);
  return openDeployedDestination({ stage, endpoint, data, environment: process.env }, contract);
}

function sendAgain(file: string | undefined, count: number): string {
  if (file !== undefined && count > 0) return `${count} records are in ${file}; send that file again`;
  return 'Send the same files again: what arrived already counts once';
}

function nextSteps({ where, isHandled }: Destination, { data }: Where): string {
  if (isHandled) return `What was sent is in ${where}.`;
  const option = data === defaultData ? '' : ` --data ${data}`;
  return [
    `What was sent waits in ${where}.`,
    '',
    'Next',
    `  npm start -- --events 0${option}        handles what waits, and nothing else`,
  ].join('\n');
}
