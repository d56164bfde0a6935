import { join } from 'node:path';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { type SilverTable, silverTable } from '../../domain/records/silver-table.ts';
import { newerContract } from '../contracts/newer-contract.ts';
import { arrives, fewLogs } from './crafted-changes.ts';
import { type ParityBench, type Release, writeRelease } from './parity-bench.ts';
import { writeCrafted } from './silver-files.ts';

/** The tables of a release in which each of the few contracts has two more columns. */
export const newerLogs: readonly SilverTable[] = fewLogs.map(({ contract }) =>
  silverTable(newerContract(contract), policyOfZone('silver')),
);

const written = new WeakMap<ParityBench, Promise<Release>>();

/** That release, written once for a bench. */
export function newerRelease(bench: ParityBench): Promise<Release> {
  const release = written.get(bench) ?? writeRelease(join(bench.root, 'newer-scripts'), newerLogs);
  written.set(bench, release);
  return release;
}

/** Delivers an object of today's producers and one of the newer ones for each of them; `round` tells them apart. */
export async function deliverBoth(silver: string, round: number): Promise<void> {
  const old = fewLogs.map((log) => ({ log, rows: [arrives(log, `upgraded-${round}`, {})] }));
  const newer = newerLogs.map((log) => ({
    log,
    rows: [
      arrives(log, `upgraded-${round}`, { added_note: `round ${round}`, added_weight: `${round}.125` }),
      arrives(log, `newer-${round}`, { added_note: null, added_weight: null }),
    ],
  }));
  await writeCrafted(silver, [...old, ...newer], 1000 * round);
}
