import { keyColumnName } from '../../contracts/contract.ts';
import type { Registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import type { KnownChange, KnownChanges, KnownChangesReader } from '../../domain/records/change-identity.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { changeLogDirectory } from '../../embedded/glue/build-models.ts';
import { changeLogQuery } from '../../embedded/glue/change-log.ts';
import { openDuckDb } from '../../embedded/glue/duckdb.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';

/**
 * Reads the changes that the silver change log holds of a contract from one source: business key to changes. An event
 * that arrived twice counts once, at its first arrival.
 * @param silverDirectory the silver bucket as a folder.
 */
export function knownChangesReader(registry: Registry, silverDirectory: string): KnownChangesReader {
  return (contractName, source) => readKnownChanges(registry, silverDirectory, contractName, source);
}

async function readKnownChanges(
  registry: Registry,
  silverDirectory: string,
  contractName: string,
  source: string,
): Promise<KnownChanges> {
  const table = silverTable(registry.contractNamed(contractName), policyOfZone('silver'));
  const directory = changeLogDirectory({ silverPath: silverDirectory }, contractName);
  const files = await filesBelow(directory, '.parquet');
  const changes = new Map<string, KnownChange[]>();
  if (files.length === 0) return changes;
  const session = await openDuckDb({ allowedDirectories: [silverDirectory] });
  try {
    const result = await session.connection.runAndReadAll(
      `SELECT ${keyColumnName(contractName)}, event_id, min(sequence), epoch_ms(arg_min(version_at, sequence))::DOUBLE
       FROM (${changeLogQuery(table, files)}) WHERE event_source = $1 GROUP BY 1, 2`,
      [source],
    );
    const [keys = [], eventIds = [], sequences = [], times = []] = result.getColumns();
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
  } finally {
    session.close();
  }
}
