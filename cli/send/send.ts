import type { Contract } from '../../contracts/contract.ts';
import { describeStop, errorCode } from '../../lambdas/shared/put-errors.ts';
import { sendRecords } from '../../lambdas/shared/send-records.ts';
import type { Destination } from './destination.ts';
import type { Input, InputRecord } from './input.ts';
import type { UnsentFile } from './unsent-file.ts';

/** Writes a line about the way there. */
export type Progress = (line: string) => void;

export interface SendOptions {
  readonly contract: Contract;
  readonly inputs: readonly Input[];
  readonly destination: Destination;
  /** Extract time of the inputs, epoch ms; null for each file's modification time. */
  readonly asOf: number | null;
  /** Clock at the start, epoch ms. */
  readonly now: number;
  readonly unsent: UnsentFile | null;
}

/** What became of the rows of one input. */
export interface InputSummary {
  readonly input: Input;
  readonly sent: number;
  /** Lines not sent although a stream could take them; the first `mostLines` of them. */
  readonly notSentLines: readonly number[];
  readonly notSent: number;
}

export interface SendSummary {
  readonly inputs: readonly InputSummary[];
  /** Why sending ended before its end, for the user; null when it did not. */
  readonly stop: string | null;
  /** Every row of every input was sent. */
  readonly complete: boolean;
  /** Some rows were not sent that the stream may accept another time. */
  readonly canSendAgain: boolean;
}

/** Lines remembered of an input. Beyond them only their number is. */
const mostLines = 10_000;
const progressEveryMs = 5000;

/**
 * Sends every row of the inputs to the stream of its contract, in their order (see `sendRecords` for what order is kept). What could
 * not be sent is counted with its lines, and goes to `unsent` if there is one.
 */
export async function send(options: SendOptions, progress: Progress): Promise<SendSummary> {
  const { destination, inputs, unsent } = options;
  const { client, streamName, where, whereOf } = destination;
  const outcomes = new Map(inputs.map((input) => [input, { sent: 0, notSent: 0, notSentLines: [] as number[] }]));
  const announce = createAnnouncer(progress, where);
  const stop = await sendRecords<InputRecord>({
    target: { client, streamName, onTransient: announce.transient },
    streamNameOf: ({ stream }) => destination.streamNamed(stream),
    records: readAll(options),
    readsOn: unsent !== null,
    onSent: (records) => {
      for (const { input } of records) {
        const outcome = outcomes.get(input);
        if (outcome !== undefined) outcome.sent += 1;
      }
      announce.sent(records.length);
    },
    onNotSent: (record, why) => {
      const { input, line } = record;
      if (why === 'too_long') {
        input.noteTooLong(line);
        return;
      }
      unsent?.add(record);
      const outcome = outcomes.get(input);
      if (outcome === undefined) return;
      outcome.notSent += 1;
      if (outcome.notSentLines.length < mostLines) outcome.notSentLines.push(line);
    },
  });
  const summaries = [...outcomes].map(([input, outcome]) => ({ input, ...outcome }));
  const canSendAgain = summaries.some(
    ({ input: { report }, notSent }) => notSent > 0 || (!report.complete && report.fault === null),
  );
  return {
    inputs: summaries,
    stop: stop === null ? null : describeStop(stop.cause, whereOf(stop.streamName)),
    complete: !canSendAgain && inputs.every(({ report }) => report.tooLong.length === 0 && report.fault === null),
    canSendAgain,
  };
}

async function* readAll({ inputs, destination, asOf, now }: SendOptions): AsyncGenerator<InputRecord[]> {
  const { keys, known, rules, isChangeLogUnknown } = destination;
  for (const input of inputs) yield* input.records({ keys, known, rules, isChangeLogUnknown, asOf, now });
}

/** Tells people now and then how far it is, and once that the stream keeps it waiting. */
function createAnnouncer(progress: Progress, where: string) {
  let sent = 0;
  let toldAt = Date.now();
  let isTold = false;
  return {
    sent: (count: number) => {
      sent += count;
      isTold = false;
      if (Date.now() - toldAt < progressEveryMs) return;
      toldAt = Date.now();
      progress(`${sent} records sent`);
    },
    transient: (error: unknown) => {
      if (isTold) return;
      isTold = true;
      progress(`${where} does not answer as it should (${errorCode(error)}); trying again, for a minute or so`);
    },
  };
}
