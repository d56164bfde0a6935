import { keyColumnName } from '../../contracts/contract.ts';
import type { Registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import type { KnownChange, KnownChanges, KnownChangesReader } from '../../domain/records/change-identity.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { changeLogQuery } from '../../embedded/glue/change-log.ts';
import { changeFiles, unreadableFiles } from '../../embedded/glue/change-objects.ts';
import { openDuckDb } from '../../embedded/glue/duckdb.ts';

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
  const files = await changeFiles({ silverPath: silverDirectory }, contractName);
  const changes = new Map<string, KnownChange[]>();
  if (files.length === 0) return changes;
  const session = await openDuckDb({ allowedDirectories: [silverDirectory] });
  try {
    const read = (objects: readonly string[]) =>
      session.connection.runAndReadAll(
        `SELECT ${keyColumnName(contractName)}, event_id, min(sequence), epoch_ms(arg_min(version_at, sequence))::DOUBLE
       FROM (${changeLogQuery(table, objects)}) WHERE event_source = $1 GROUP BY 1, 2`,
        [source],
      );
    const result = await read(files).catch(async (error: unknown) => {
      // What a broken object held is not known: its records are sent again, and count once when it is put right.
      const unreadable = new Set(await unreadableFiles(session, files));
      if (unreadable.size === 0) throw error;
      return read(files.filter((file) => !unreadable.has(file)));
    });
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
