import { randomBytes } from 'node:crypto';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createTerminology } from '../../domain/masking/terminology.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { createProcessRecord } from '../../domain/records/process-record.ts';
import type { Folder } from '../../sources/files/read-folder.ts';
import { learnTexts } from '../../sources/learn-texts.ts';
import { readCleanRecords } from './clean-records.ts';
import type { Recall } from './format-recall.ts';
import { measureRecall } from './measure.ts';

/**
 * Measures how much of what is planted in an export masking finds. Everything stays in memory: the key is drawn anew, and
 * nothing is stored.
 * @param now clock, epoch ms
 * @throws UserError for a folder that holds no export, or a file that cannot be read
 */
export async function recallOf(folder: Folder, now: number): Promise<Recall> {
  const keys = createKeyedHash({ version: 'v1', issuer: 'recall', key: randomBytes(32) });
  const { texts } = await learnTexts(folder);
  const tools = { tokenize: keys.tokenize, terminology: createTerminology(texts) };
  const process = createProcessRecord(registry, policyOfZone('silver'), tools);
  const clean = await readCleanRecords({ folder, keys, process, now });
  const { read, falseAlarms, people } = clean;
  return { people: people.length, read, falseAlarms, rows: measureRecall(clean, process, now) };
}
