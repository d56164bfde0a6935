import { hash } from 'node:crypto';
import { fileNameOf } from '../../contracts/file-name.ts';

/** An instant as the SQL of the warehouse writes it. */
const cast = (instant: string) => `CAST('${instant}' AS TIMESTAMP)`;

/** First and last instant of every timeline: the first version reaches back to the one, the current to the other. */
const firstInstant = '1900-01-01 00:00:00';
export const beginningOfTime = cast(firstInstant);
export const endOfTime = cast('9999-12-31 00:00:00');

/** Earlier than every instant of a row, whatever its clock said: what is built again from here on is built whole (I14). */
export const beforeEverything = cast('0001-01-01 00:00:00');

/** An event time outside the calendar counts as its nearest day, so that one wrong clock cannot stop every load. */
const latestVersion = '9999-12-30 00:00:00';

/**
 * The instant at which a change counts, and at which a fact finds its versions: inside the timelines, whatever a clock said.
 * @param written how the store writes an instant.
 */
export function momentOf(instant: string, written = cast): string {
  return `GREATEST(LEAST(${instant}, ${written(latestVersion)}), ${written(firstInstant)})`;
}

/** The same in the lake, whose SQL casts no text. */
export function momentInLake(instant: string): string {
  return momentOf(instant, (text) => `TIMESTAMP '${text}'`);
}

/** The dimension of days, which has those of the calendar. */
export const dateDimension = 'star.dim_date';

/** The load that a batch belongs to: a bind parameter of the Data API, present in each statement that needs it. */
export const loadId = 'CAST(:load_id AS VARCHAR(64))';
/** Objects that the manifest of the load lists, and the tally of their keys: the other bind parameters. */
export const loadedObjects = 'CAST(:objects AS BIGINT)';
export const loadedFingerprints = 'CAST(:fingerprints AS DECIMAL(38, 0))';

/** Operation of a row that stands for a member nobody has described yet. */
export const inferredOperation = 'I';
/** `event_source` of inferred rows; the contract's name and the business key make the `event_id`. */
export const inferredSource = 'medstream:inferred';

/** What loads lock, so that one waits for the other. */
export const loadLock = 'staging.load_lock';

/** The temporary table of a load with its events, one row each, and what history knew of each before (append.ts). */
export const arrivedEvents = 'arrived_event';

/** Deliveries in the histories that do not count: `warehouse/models/history/superseded-delivery.sql`. */
export const supersededDeliveries = 'history.superseded_delivery';

/** Name of the column that {@link eventKey} fills. */
export const eventKeyColumn = 'event_key';

/**
 * The narrow key of an event, by which histories are looked up: the first 60 bits of an MD5 over its identity. Texts of
 * equal keys are compared too, so two events that share one stay two.
 */
export function eventKey(source: string, id: string): string {
  return `STRTOL(SUBSTRING(MD5(${source} || '|' || ${id}), 1, 15), 16)`;
}

/**
 * Conditions of a join: that a row of one relation is of the same event as a row of the other. The texts stand in a CASE, so
 * that engines join by the narrow key alone and look at them only where it is equal.
 */
export function isSameEvent(left: string, right: string): string {
  const texts = ['event_source', 'event_id'].map((column) => `${left}.${column} = ${right}.${column}`).join(' AND ');
  return `${left}.event_key = ${right}.event_key AND CASE WHEN ${texts} THEN 1 ELSE 0 END > 0`;
}

/**
 * Join that finds, for a row `h` of a contract's history, that it does not count: of an event only the delivery with the
 * smallest sequence does. The rows for which {@link isCounted} holds count.
 */
export function joinSuperseded(contract: string): string {
  return `LEFT JOIN ${supersededDeliveries} x
  ON x.contract = '${contract}' AND ${isSameEvent('x', 'h')} AND x.sequence = h.sequence`;
}
export const isCounted = 'x.event_id IS NULL';

/** The temporary table of a load with the keys that it touched, by name of the star table they are keys of (affected.ts). */
export const affectedKeys = 'affected_key';

/** Join that keeps the rows whose key, in this column, a load touched. */
export function joinAffected(starTable: string, column: string): string {
  return `JOIN ${affectedKeys} k ON k.model = '${starTable}' AND k.business_key = ${column}`;
}

/** The books of the loads: what each brought, which objects it took, and which it could not take. Rows are only added. */
export const ledgerTables = ['audit.load_ledger', 'audit.loaded_object', 'audit.set_aside'] as const;

/** Reserved members of every dimension. No source identifier has parentheses, so none can be one of these. */
export const reservedMembers = [
  { sk: -1, bk: '(unknown)' },
  { sk: -2, bk: '(not applicable)' },
  { sk: -3, bk: '(invalid)' },
] as const;

/** The member that a fact points to when it names none, or one that has no version. */
export const unknownMember = -1;

/** `row_hash` of reserved members; a SHA-256 of data never comes out as the hash of an empty text here. */
export const reservedHash = hash('sha256', '', 'hex');

/**
 * The key of one version: the first 60 bits of an MD5 over business key and event time, so always positive and the
 * same in every rebuild. Uniqueness is asserted (I7).
 */
export function surrogateKey(businessKey: string, versionAt: string): string {
  const text = `${businessKey} || '|' || TO_CHAR(${versionAt}, 'YYYYMMDDHH24MISSUS')`;
  return `STRTOL(SUBSTRING(MD5(${text}), 1, 15), 16)`;
}

/** Most statements of one BatchExecuteStatement (https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html). */
export const batchStatementLimit = 40;

/** Path below `warehouse/` of the query that reconciliation asks. */
export const totalsFile = 'generated/totals.sql';

/** Path below `warehouse/` of the statements that empty what loads fill, before a rebuild. */
export const emptyFile = 'generated/empty.sql';

/** The file with the load of a contract, by its path below `warehouse/`. */
export function loadFile(contractName: string): string {
  return `generated/load/${fileNameOf(contractName)}.sql`;
}

/** Where a COPY reads from, until the loader puts the manifest's address in its place. */
export function manifestPlaceholder(contractName: string): string {
  return `s3://manifest/${contractName}`;
}
