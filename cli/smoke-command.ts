import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { UserError } from '../domain/safe-error.ts';
import type { Command } from './command.ts';
import { defaultData } from './options.ts';
import { openEmbeddedPlace } from './smoke/embedded-place.ts';
import { smoke } from './smoke/smoke.ts';
import { parts, type SmokePlace } from './smoke/smoke-place.ts';
import { smokeOrganization } from './smoke/smoke-record.ts';
import type { StepResult } from './smoke/steps.ts';

const usage = `usage: medstream smoke [options]

Sends one invented organization through the whole pipeline (stream, zones, warehouse, lake), reads it back from each of
them, compares every column, and sends its deletion. The first thing to do after a deployment.

  --stage NAME     the stage to check: dev, staging, prod or emulator; without it the pipeline of the data directory
  --endpoint URL   of an emulator or a VPC endpoint (the AWS SDK's; http://127.0.0.1:4566 for the emulator)
  --without PART   warehouse or lake: leave it out; may be given twice. A stage without a warehouse needs it. The lake
                   costs a run of the Glue job and takes minutes
  --data DIR       data directory (${defaultData})
  --json           print one JSON object as the last line of standard output

Exit code 0 when all was seen, 1 when something was not.`;

export const smokeCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        stage: { type: 'string' },
        endpoint: { type: 'string' },
        without: { type: 'string', multiple: true, default: [] },
        data: { type: 'string', default: defaultData },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.endpoint !== undefined && values.stage === undefined) {
      throw new UserError('--endpoint needs the stage that is there, such as --stage emulator');
    }
    const without = withoutParts(values.without);
    const place = await openPlace(values);
    try {
      err(`checking ${place.where}\n`);
      const results = await smoke(place, { check: checkName(), now: Date.now(), without }, (result) =>
        out(`${lineOf(result)}\n`),
      );
      const failed = results.find(({ outcome }) => outcome === 'FAILED');
      out(`\n${conclusion(results)}\n`);
      if (values.json) out(`${JSON.stringify({ seen: failed === undefined, steps: results })}\n`);
      return failed === undefined ? 0 : 1;
    } finally {
      await place.close();
    }
  },
};

/** Tells a check from others. Of letters only: a long number in a name is what ingest refuses. */
function checkName(): string {
  return Array.from(randomBytes(16), (byte) => String.fromCodePoint(97 + (byte % 26))).join('');
}

function withoutParts(names: readonly string[]): SmokePlace['lacks'] {
  const stranger = names.find((name) => !parts.some((part) => part === name));
  if (stranger !== undefined) throw new UserError(`--without takes ${parts.join(' or ')}, not ${stranger}`);
  return Object.fromEntries(names.map((name) => [name, 'as you wished']));
}

/** The clients of AWS take a while to load: no other command, and no check of this machine, waits for them. */
async function openPlace(values: {
  readonly stage?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly data: string;
}): Promise<SmokePlace> {
  const { stage, endpoint, data } = values;
  if (stage === undefined) return openEmbeddedPlace(data);
  const { openDeployedPlace } = await import('./smoke/deployed-place.ts');
  return openDeployedPlace({ stage, endpoint, environment: process.env });
}

/** A step for people: outcome, name, time, and what was seen or what to do. */
function lineOf({ outcome, name, what, todo, seconds }: StepResult): string {
  const time = outcome === 'seen' || outcome === 'FAILED' ? `${seconds.toFixed(1).padStart(7)} s` : ' '.repeat(9);
  const line = `  ${outcome.padEnd(10)}${name.padEnd(19)}${time}  ${what}`.trimEnd();
  return todo === undefined ? line : `${line}\n      What to do: ${todo}`;
}

function conclusion(results: readonly StepResult[]): string {
  const failed = results.find(({ outcome }) => outcome === 'FAILED');
  if (failed !== undefined) return `NOT all was seen: the check ended at ${failed.name}.`;
  const leftOut = results.filter(({ outcome }) => outcome === 'left out').length;
  const rest = leftOut === 0 ? '' : ` ${leftOut} of ${results.length} steps were left out.`;
  return `All that was looked for was seen, every column as sent.${rest}
What stays: the versions of organization ${smokeOrganization} in every store, deleted now; no mart counts it.`;
}
