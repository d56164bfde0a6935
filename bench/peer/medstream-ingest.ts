import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encounter } from '../../contracts/records/encounter.ts';
import { registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createTerminology } from '../../domain/masking/terminology.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { decodeText } from '../../domain/records/decode.ts';
import { createProcessRecord } from '../../domain/records/process-record.ts';
import { sequenceDigits, silverTable } from '../../domain/records/silver-table.ts';
import { createSilverRows } from '../../lambdas/shared/silver-parquet.ts';
import { benchKey } from '../encounter-events.ts';
import type { PeerResult } from './task.ts';

/** Rows of one object, as in a full batch of the function. */
const rowsPerObject = 1000;

/**
 * The job of the peer with medstream's own code: the decision of the ingest function over NDJSON files, accepted rows to
 * Parquet, rejected ones to NDJSON.
 */
function ingestFiles(input: string, part: number, parts: number, output: string): PeerResult {
  const policy = policyOfZone('silver');
  const processRecord = createProcessRecord(registry, policy, {
    tokenize: createKeyedHash(benchKey).tokenize,
    terminology: createTerminology(),
  });
  const table = silverTable(encounter, policy);
  mkdirSync(output, { recursive: true });
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  const arrivedAt = Date.now();
  let records = 0;
  let accepted = 0;
  let rows = createSilverRows(table);
  const rejected: string[] = [];
  const write = () => {
    const name = `${part}-${records}.parquet`;
    writeFileSync(join(output, name), rows.encode({ objectKey: name, shard: 'shardId-000000000000' }));
    rows = createSilverRows(table);
  };
  for (const file of readdirSync(input)
    .sort()
    .filter((_, index) => index % parts === part)) {
    const bytes = readFileSync(join(input, file));
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(10, start);
      const text = decodeText(bytes.subarray(start, end));
      start = end + 1;
      records += 1;
      const processed = processRecord(text, arrivedAt);
      if (!processed.ok) {
        rejected.push(JSON.stringify({ reasons: processed.rejection.reasons, payload: text }));
        continue;
      }
      accepted += 1;
      const { origin, operation, eventTime, rowHash, masked } = processed.record;
      rows.add(
        {
          eventSource: origin.source,
          eventId: origin.eventId,
          operation,
          eventTime,
          sequence: String(records).padStart(sequenceDigits, '0'),
          arrivedAt,
          sourceFile: origin.sourceFile,
          sourceLine: origin.sourceLine,
          rowHash,
        },
        masked,
      );
      if (rows.count() === rowsPerObject) write();
    }
  }
  if (rows.count() > 0) write();
  writeFileSync(join(output, `${part}.rejected.ndjson`), `${rejected.join('\n')}\n`);
  const { user, system } = process.cpuUsage(startedCpu);
  return { records, accepted, seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
}

const [input = '', output = '', part = '0', parts = '1'] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(ingestFiles(input, Number(part), Number(parts), output))}\n`);
