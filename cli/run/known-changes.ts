import type { DuckDBConnection } from '@duckdb/node-api';
import type { Contract } from '../../contracts/contract.ts';
import { contracts } from '../../contracts/registry.ts';
import type { KnownChange, KnownChanges } from '../../domain/records/change-identity.ts';
import { changeLogDirectory } from '../../embedded/glue/build-models.ts';
import { changeLogQuery } from '../../embedded/glue/change-log.ts';
import { openDuckDb } from '../../embedded/glue/duckdb.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { syntheaSource } from '../../sources/row-encoder.ts';

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
  const session = await openDuckDb({ allowedDirectories: [silverDirectory] });
  try {
    const known = new Map<string, KnownChanges>();
    for (const contract of contracts) {
      known.set(contract.name, await changesOf(session.connection, contract, silverDirectory, source));
    }
    return known;
  } finally {
    session.close();
  }
}

async function changesOf(
  connection: DuckDBConnection,
  contract: Contract,
  silverDirectory: string,
  source: string,
): Promise<KnownChanges> {
  const directory = changeLogDirectory({ silverPath: silverDirectory }, contract.name);
  const changeLog = changeLogQuery(contract, await filesBelow(directory, '.parquet'));
  const result = await connection.runAndReadAll(
    `SELECT ${contract.businessKey}, event_id, min(sequence), epoch_ms(arg_min(version_at, sequence))::DOUBLE
     FROM (${changeLog}) WHERE event_source = $1 GROUP BY 1, 2`,
    [source],
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
