import type { SilverTable } from '../../domain/records/silver-table.ts';
import { changeLogQuery } from './change-log.ts';
import { changeFiles, keyOf, unreadableFiles } from './change-objects.ts';
import { type DuckDbSession, sqlText } from './duckdb.ts';
import { writeChange, writeWhole } from './table-draft.ts';
import { currentSnapshot, presentPlaces, presentRows, type Snapshot, type UnfinishedSnapshot } from './table-files.ts';

/** What a run reads a kept log from. */
export interface KeptLog {
  readonly log: SilverTable;
  /** What the table held before the run; undefined when it held nothing that can be gone on with. */
  readonly before: Snapshot | undefined;
  /** What it holds now; `before` itself when nothing came and nothing went. */
  readonly now: Pick<Snapshot, 'parts' | 'gone'>;
  /** To be published; undefined when nothing came and nothing went. */
  readonly draft: UnfinishedSnapshot | undefined;
  /** Files that could not be read, and that the log is without. */
  readonly unreadable: readonly string[];
}

/** Whether a stored log has the columns of the contract: one of another release is read again. */
async function hasColumns(session: DuckDbSession, log: SilverTable, snapshot: Snapshot): Promise<boolean> {
  const described = async (query: string) => {
    const { rows } = await session.query(`DESCRIBE ${query}`);
    return rows.map(({ column_name, column_type }) => `${column_name} ${column_type}`).join();
  };
  return (await described(presentRows(snapshot))) === (await described(changeLogQuery(log, [])));
}

/** Calls `write` with the files that can be read. */
async function withReadable(
  session: DuckDbSession,
  files: readonly string[],
  write: (files: readonly string[]) => Promise<UnfinishedSnapshot>,
): Promise<{ readonly draft: UnfinishedSnapshot; readonly unreadable: readonly string[] }> {
  try {
    return { draft: await write(files), unreadable: [] };
  } catch (error) {
    // Whether an object is whole costs reading it: asked only when something failed.
    const unreadable = await unreadableFiles(session, files);
    if (unreadable.length === 0) throw error;
    return { draft: await write(files.filter((file) => !unreadable.includes(file))), unreadable };
  }
}

/**
 * Brings the kept rows of a change log up to its objects: adds those of objects that are new, leaves out those of objects
 * that went away or were set aside. The log has an object for each batch of the stream; here each is opened once.
 * @param isFrozen the log is taken as it was left, whatever came since.
 */
export async function bringUpToDate(
  session: DuckDbSession,
  {
    silverPath,
    directory,
    isFrozen,
  }: { readonly silverPath: string; readonly directory: string; readonly isFrozen: boolean },
  log: SilverTable,
): Promise<KeptLog> {
  const stored = await currentSnapshot(directory);
  const present = stored !== undefined && (await hasColumns(session, log, stored)) ? stored : undefined;
  if (present !== undefined && isFrozen) return unchanged(log, present, []);
  const files = await changeFiles({ silverPath }, log.name);
  if (present === undefined) {
    const whole = await withReadable(session, files, (own) =>
      writeWhole(session, directory, changeLogQuery(log, own), []),
    );
    return { log, before: undefined, now: whole.draft, ...whole };
  }
  const { rows } = await session.query(`SELECT DISTINCT object_key FROM (${presentPlaces(present)})`);
  const kept = new Set(rows.map(({ object_key }) => String(object_key)));
  const added = files.filter((file) => !kept.delete(keyOf(silverPath, file)));
  // What is left of the keys has no object any more.
  const gone = [...kept].map(sqlText).join(', ');
  if (added.length === 0 && gone === '') return unchanged(log, present, []);
  const change = await withReadable(session, added, (own) =>
    writeChange(session, {
      directory,
      present,
      added: changeLogQuery(log, own),
      gone: gone === '' ? undefined : `SELECT place FROM (${presentPlaces(present)}) WHERE object_key IN (${gone})`,
      order: [],
    }),
  );
  if (change.unreadable.length === added.length && gone === '') return unchanged(log, present, change.unreadable);
  return { log, before: present, now: change.draft, ...change };
}

function unchanged(log: SilverTable, present: Snapshot, unreadable: readonly string[]): KeptLog {
  return { log, before: present, now: present, draft: undefined, unreadable };
}
