import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fewestPeople, type Learnt } from '../domain/masking/terminology.ts';
import { UserError } from '../domain/safe-error.ts';
import { s3PathOf } from '../embedded/data-directory.ts';
import { EmbeddedS3 } from '../embedded/s3/s3.ts';
import { buckets } from '../embedded/services.ts';
import { learnTexts } from '../sources/learn-texts.ts';
import type { Command } from './command.ts';
import { type KeptTexts, keepLearntTexts } from './learnt-texts.ts';
import { defaultData } from './options.ts';
import { openExportFolder } from './run/export-folder.ts';
import { localTextsFreshForMs } from './run/stream-consumers.ts';
import { openOrJoinUp } from './up/running-up.ts';

const usage = `usage: medstream learn --from DIR [options]

Learns what the codes of an export are called. A text of a code leaves the vault only when it is known, because anyone can
type anything into a description: known are the texts that stand with one code in the records of at least ${fewestPeople} people and
hold no number, date or address of anybody. Look at the list before you let it in: it is printed.

  --from DIR       a Synthea export, or another folder of files of rows
  --stage NAME     the stage that learns: dev, staging, prod or emulator; without it the data directory
  --endpoint URL   of an emulator or a VPC endpoint (the AWS SDK's; http://127.0.0.1:4566 for the emulator)
  --data DIR       data directory (${defaultData})
  --dry-run        only print what would be learnt

medstream run --from learns from its export by itself. A deployed stage knows new texts five minutes later.`;

export const learnCommand: Command = {
  usage,
  run: async (args, { out, err }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        stage: { type: 'string' },
        endpoint: { type: 'string' },
        data: { type: 'string', default: defaultData },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    if (values.from === undefined) throw new UserError('--from names the folder of the export to learn from');
    if (values.endpoint !== undefined && values.stage === undefined) {
      throw new UserError('--endpoint needs the stage that is there, such as --stage emulator');
    }
    const learnt = await learnTexts(await openExportFolder(values.from));
    for (const [code, texts] of Object.entries(learnt.texts)) {
      for (const text of texts) out(`${code}\t${text}\n`);
    }
    const left = leftText(learnt);
    if (values['dry-run']) err(`nothing was kept (--dry-run); ${left}\n`);
    else {
      const { added, known } = await keep(learnt, values);
      err(`${added} texts are new, ${known} are known now; ${left}\n`);
    }
    return 0;
  },
};

const leftText = ({ notLearnt }: Learnt) =>
  `${notLearnt} texts stand for fewer than ${fewestPeople} people or could name somebody, and were not learnt`;

async function keep(
  { texts }: Learnt,
  {
    stage,
    endpoint,
    data,
  }: { readonly stage?: string | undefined; readonly endpoint?: string | undefined; readonly data: string },
): Promise<KeptTexts> {
  if (stage !== undefined) {
    const { openDeployedSilver } = await import('./deployed-buckets.ts');
    const silver = await openDeployedSilver({ stage, endpoint, environment: process.env });
    try {
      return await keepLearntTexts(silver.s3, silver.bucket, texts);
    } finally {
      silver.close();
    }
  }
  const opened = await openOrJoinUp(data, 'medstream learn');
  if (opened.kind === 'up') {
    const kept = await keepLearntTexts(new EmbeddedS3(s3PathOf(opened.path)), buckets.silver, texts);
    // What is sent from now on is handled with them.
    await pause(localTextsFreshForMs);
    return kept;
  }
  const { directory } = opened;
  try {
    return await keepLearntTexts(
      await EmbeddedS3.open(directory.s3Path, Object.values(buckets)),
      buckets.silver,
      texts,
    );
  } finally {
    directory.release();
  }
}
