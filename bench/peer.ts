import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDuckDb, sqlPath } from '../embedded/glue/duckdb.ts';
import { ensurePython } from '../tools/python/python-environment.ts';
import { type PeerResult, peerResult, writeEncounterEvents } from './peer/task.ts';

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const defaultRecords = 500_000;
const rounds = 2;
const cores = 2;

/**
 * medstream's decision about an encounter beside a plain PySpark job that does the same: validate, mask, scan, Parquet.
 * The same files, the same key, and a comparison of both outputs. Rounds alternate. Needs Python and Java.
 */
export async function benchPeer(argument: string | undefined): Promise<void> {
  const records = argument === undefined ? defaultRecords : Number(argument);
  const python = join(await ensurePython('spark'), 'python');
  const scratch = mkdtempSync(join(tmpdir(), 'medstream-peer-'));
  const [input, ours, theirs] = [join(scratch, 'in'), join(scratch, 'medstream'), join(scratch, 'pyspark')];
  const medstream = async (part: number, parts: number): Promise<PeerResult> =>
    resultOf(await run(process.execPath, [here('peer/medstream-ingest.ts'), input, ours, String(part), String(parts)]));
  const pyspark = async (onCores: number, ...flags: string[]): Promise<PeerResult> => {
    rmSync(theirs, { recursive: true, force: true });
    return resultOf(await run(python, [here('peer/pyspark_ingest.py'), input, theirs, String(onCores), ...flags]));
  };
  try {
    const bytes = await writeEncounterEvents(input, records);
    print(
      `peer: encounter contract, ${records.toLocaleString('en-US')} records of ${Math.round(bytes / records)} bytes`,
    );
    const ratios: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const own = await medstream(0, 1);
      const peer = await pyspark(1);
      print(`  one core, round ${round} (processor time)`);
      print(line('medstream', own.records, own.cpuSeconds));
      print(line('PySpark', peer.records, peer.cpuSeconds));
      ratios.push(peer.cpuSeconds / own.cpuSeconds);
      if (round === 1) await requireSameOutput(own, peer, ours, theirs);
    }
    const withoutScan = await pyspark(1, '--no-scan');
    print(line('PySpark, no residual scan', withoutScan.records, withoutScan.cpuSeconds));
    print(`  ratio per core: ${ratios.map((ratio) => ratio.toFixed(1)).join(' and ')} times PySpark\n`);

    const parts = await Promise.all(Array.from({ length: cores }, (_, part) => medstream(part, cores)));
    const own = Math.max(...parts.map(({ seconds }) => seconds));
    const peer = await pyspark(cores);
    print(`  ${cores} cores (wall clock)`);
    print(line('medstream', records, own));
    print(line('PySpark', records, peer.seconds));
    print(`  ratio: ${(peer.seconds / own).toFixed(1)} times PySpark`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function resultOf({ stdout }: { readonly stdout: string }): PeerResult {
  return peerResult.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** @throws Error when the two sides did not do the same work: other rows accepted, or other values or tokens in them. */
async function requireSameOutput(own: PeerResult, peer: PeerResult, ours: string, theirs: string): Promise<void> {
  const session = await openDuckDb({ allowedDirectories: [ours, theirs] });
  try {
    const { rows } = await session.query(`
      SELECT
        COUNT(*) AS rows_in_both,
        COUNT(*) FILTER (
          WHERE m.total_claim_cost <> p.total_claim_cost OR m.started_at <> CAST(p.started_at AS TIMESTAMP)
            OR m.organization_id IS DISTINCT FROM p.organization_id
        ) AS different,
        COUNT(DISTINCT m.patient_id) AS own_tokens,
        COUNT(DISTINCT p.patient_id) AS peer_tokens,
        COUNT(DISTINCT m.patient_id || p.patient_id) AS token_pairs
      FROM read_parquet(${sqlPath(join(ours, '*.parquet'))}) AS m
      JOIN read_parquet(${sqlPath(join(theirs, 'outcome=accepted', '*.parquet'))}, hive_partitioning = false) AS p
        USING (event_id)`);
    const [found] = rows;
    const isSame =
      own.accepted === peer.accepted &&
      Number(found?.rows_in_both) >= own.accepted &&
      found?.different === '0' &&
      found.own_tokens === found.peer_tokens &&
      found.own_tokens === found.token_pairs;
    if (!isSame) {
      const counts = JSON.stringify({ own: own.accepted, peer: peer.accepted, ...found });
      throw new Error(`medstream and the peer did not do the same work: ${counts}`);
    }
    print(`  both accepted ${own.accepted} records with the same values and equivalent tokens`);
  } finally {
    session.close();
  }
}

function line(name: string, records: number, seconds: number): string {
  const perSecond = Math.round(records / seconds).toLocaleString('en-US');
  return `    ${name.padEnd(26)}${perSecond.padStart(9)} records/s  ${seconds.toFixed(1).padStart(6)} s`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
