import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Contract } from '../../contracts/contract.ts';
import { layout } from '../../contracts/platform.ts';
import { contracts } from '../../contracts/registry.ts';
import type { KnownChange, KnownChanges } from '../../domain/change-identity.ts';
import { syntheaSource } from '../../domain/synthea.ts';

/**
 * The changes that the silver change log holds from one source: contract name to business key to changes. A contract
 * without objects has an empty map. An event that arrived twice counts once, at its first arrival.
 * @param silverDirectory the silver bucket as a folder.
 * @param source CloudEvents `source`.
 */
export async function loadKnownChanges(
  silverDirectory: string,
  source: string = syntheaSource,
): Promise<ReadonlyMap<string, KnownChanges>> {
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    const known = new Map<string, KnownChanges>();
    for (const contract of contracts) {
      known.set(contract.name, await changesOf(connection, contract, silverDirectory, source));
    }
    return known;
  } finally {
    instance.closeSync();
  }
}

async function changesOf(
  connection: DuckDBConnection,
  contract: Contract,
  silverDirectory: string,
  source: string,
): Promise<KnownChanges> {
  const objects = `${globLiteral(silverDirectory)}/${layout.changes.prefix}${contract.name}/**/*.parquet`;
  const found = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM glob($1)', [objects]);
  if (found.getRows()[0]?.[0] === 0) return new Map();
  const result = await connection.runAndReadAll(
    `SELECT ${contract.businessKey}, event_id, min(sequence), epoch_ms(arg_min(version_at, sequence))::DOUBLE
     FROM read_parquet($1, hive_partitioning = false) WHERE event_source = $2 GROUP BY 1, 2`,
    [objects, source],
  );
  const [keys = [], eventIds = [], sequences = [], times = []] = result.getColumns();
  const changes = new Map<string, KnownChange[]>();
  for (const [index, key] of keys.entries()) {
    const change = {
      eventId: String(eventIds[index]),
      sequence: String(sequences[index]),
      versionAt: Number(times[index]),
    };
    const ofKey = changes.get(String(key));
    if (ofKey === undefined) changes.set(String(key), [change]);
    else ofKey.push(change);
  }
  return changes;
}

/** A path that DuckDB's glob takes literally. */
function globLiteral(path: string): string {
  return path.replaceAll('\\', '/').replace(/[[*?]/g, '[$&]');
}
