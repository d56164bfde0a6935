import { LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { keyColumnName } from '../../contracts/contract.ts';
import type { Registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import type { KnownChange, KnownChanges, KnownChangesReader } from '../../domain/records/change-identity.ts';
import { silverTable } from '../../domain/records/silver-table.ts';
import { changeLogQuery } from '../../embedded/glue/change-log.ts';
import { changeFiles, unreadableFiles } from '../../embedded/glue/change-objects.ts';
import { type DuckDbSession, openDuckDb } from '../../embedded/glue/duckdb.ts';

/** Each question goes through the whole log: a file of more keys than so many questions hold is answered from memory. */
const mostQuestions = 8;

/**
 * Reads the changes that the silver change log holds of a contract from one source: business key to changes. An event
 * that arrived twice counts once, at its first arrival. What arrives after the reader was opened is not seen.
 * @param silverDirectory the silver bucket as a folder.
 */
export function knownChangesReader(registry: Registry, silverDirectory: string): KnownChangesReader {
  return async (contractName, source) => {
    const files = await changeFiles({ silverPath: silverDirectory }, contractName);
    if (files.length === 0) return null;
    const log = new KnownLog(registry, silverDirectory, { contractName, source, files });
    return (keys) => log.of(keys);
  };
}

interface OpenedLog {
  readonly contractName: string;
  readonly source: string;
  readonly files: readonly string[];
}

/** The objects of one change log, as they were when it was opened. */
class KnownLog {
  readonly #registry: Registry;
  readonly #silverDirectory: string;
  readonly #log: OpenedLog;
  #files: readonly string[];
  #questions = 0;
  #whole: KnownChanges | undefined;

  constructor(registry: Registry, silverDirectory: string, log: OpenedLog) {
    this.#registry = registry;
    this.#silverDirectory = silverDirectory;
    this.#log = log;
    this.#files = log.files;
  }

  async of(keys: readonly string[]): Promise<KnownChanges> {
    this.#questions += 1;
    if (this.#questions <= mostQuestions) return this.#read(keys);
    this.#whole ??= await this.#read();
    return this.#whole;
  }

  /** The changes of some keys, or of all. */
  async #read(keys?: readonly string[]): Promise<KnownChanges> {
    const session = await openDuckDb({ allowedDirectories: [this.#silverDirectory] });
    try {
      return await this.#rows(session, keys).catch(async (error: unknown) => {
        // What a broken object held is not known: its records are sent again, and count once when it is put right.
        const unreadable = new Set(await unreadableFiles(session, this.#files));
        if (unreadable.size === 0) throw error;
        this.#files = this.#files.filter((file) => !unreadable.has(file));
        return this.#rows(session, keys);
      });
    } finally {
      session.close();
    }
  }

  async #rows(session: DuckDbSession, asked?: readonly string[]): Promise<KnownChanges> {
    const { contractName, source } = this.#log;
    const table = silverTable(this.#registry.contractNamed(contractName), policyOfZone('silver'));
    const key = keyColumnName(contractName);
    const ofKeys = asked === undefined ? '' : `AND ${key} IN (SELECT unnest($2))`;
    const result = await session.connection.runAndReadAll(
      `SELECT ${key}, event_id, min(sequence), epoch_ms(arg_min(version_at, sequence))::DOUBLE
       FROM (${changeLogQuery(table, this.#files)}) WHERE event_source = $1 ${ofKeys} GROUP BY 1, 2`,
      asked === undefined ? [source] : [source, listValue(asked)],
      asked === undefined ? undefined : [VARCHAR, LIST(VARCHAR)],
    );
    const changes = new Map<string, KnownChange[]>();
    const [keys = [], eventIds = [], sequences = [], times = []] = result.getColumns();
    for (const [index, each] of keys.entries()) {
      const change = {
        eventId: String(eventIds[index]),
        sequence: String(sequences[index]),
        versionAt: Number(times[index]),
      };
      const ofKey = changes.get(String(each));
      if (ofKey === undefined) changes.set(String(each), [change]);
      else ofKey.push(change);
    }
    return changes;
  }
}
