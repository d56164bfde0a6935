/** What a zone may hold; `phi` marks a PHI vault that no analyst role can read. */
export type ZoneClass = 'phi' | 'masked';

export interface Zone {
  /** Logical bucket name; the deployed bucket name carries it. */
  readonly name: string;
  readonly class: ZoneClass;
  readonly purpose: string;
}

export const zones = {
  bronze: { name: 'bronze', class: 'phi', purpose: 'Raw bytes of every record with its arrival metadata' },
  silver: { name: 'silver', class: 'masked', purpose: 'Valid, masked, typed change log; the tables built from it' },
  gold: { name: 'gold', class: 'masked', purpose: 'Marts computed from silver' },
  landing: { name: 'landing', class: 'phi', purpose: 'Files as sources send them, until their rows are in the stream' },
  quarantine: { name: 'quarantine', class: 'phi', purpose: 'Rejected records with their typed reasons' },
} as const satisfies Record<string, Zone>;

export type ZoneName = keyof typeof zones;

/** Zones of what became of events. */
export type EventZone = Exclude<ZoneName, 'landing'>;

/** Where each kind of object lives: `<prefix><contract or model>/…` below its zone's bucket. */
export const layout = {
  /** Files that sources send, under any key: sources/files/file-kind.ts tells what its parts say. */
  landed: { zone: 'landing', prefix: 'files/' },
  /** What was delivered last: `deliveries/<name or kind>.json`, with no name in the clear. */
  deliveries: { zone: 'landing', prefix: 'deliveries/' },
  /** Files that could not be read to their end, and why: `set-aside/<keyed hash of the key>.json` */
  asideFiles: { zone: 'landing', prefix: 'set-aside/' },
  /** Bronze: `events/dt=/hr=/<shard>/<first>-<last>-<hash>.ndjson.gz` */
  events: { zone: 'bronze', prefix: 'events/' },
  /** The silver change log: `changes/<contract>/dt=/hr=/<shard>/<first>-<last>-<hash>.parquet` */
  changes: { zone: 'silver', prefix: 'changes/' },
  /** Tables that the lake models build from the change log: `tables/<model>/` */
  silverTables: { zone: 'silver', prefix: 'tables/' },
  /** Load manifests of the warehouse: `manifests/<load id>/<contract>.manifest` */
  manifests: { zone: 'silver', prefix: 'manifests/' },
  /** What the lake counts of itself, for the reconciliation with the warehouse: `totals/lake.json` */
  totals: { zone: 'silver', prefix: 'totals/' },
  /** How far the lake has read each change log and what it built of it, which its engine alone reads and writes. */
  kept: { zone: 'silver', prefix: 'kept/' },
  /** Texts of codes that a deployment has learnt: `terminology/texts.json` */
  terminology: { zone: 'silver', prefix: 'terminology/' },
  marts: { zone: 'gold', prefix: 'marts/' },
  rejected: { zone: 'quarantine', prefix: 'rejected/' },
  /** What was left out of accepted records, and why; no values: `warned/dt=/hr=/<shard>/<first>-<last>-<hash>.ndjson.gz` */
  warned: { zone: 'quarantine', prefix: 'warned/' },
  /**
   * Batches that were given up: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/…`. The folder is Lambda's choice, not ours
   * (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html).
   */
  undelivered: { zone: 'quarantine', prefix: 'aws/lambda/' },
} as const satisfies Record<string, { readonly zone: ZoneName; readonly prefix: string }>;

/** The newest totals of the lake; each build of all models writes them anew. */
export const lakeTotalsKey = `${layout.totals.prefix}lake.json`;

/** What the tables of the lake were built from; beside it, of Spark, how far each change log was read: `kept/<contract>.json`. */
export const builtKey = `${layout.kept.prefix}built.json`;

/** The texts of codes that ingest lets through besides those it is shipped with: domain/masking/terminology.ts. */
export const learntTextsKey = `${layout.terminology.prefix}texts.json`;

/** Which releases of code systems a deployment has loaded: domain/terminology. */
export const codeReleasesKey = `${layout.terminology.prefix}codes.json`;

/** The codes of the loaded releases of a system. */
export function codesKey(system: string): string {
  return `${layout.terminology.prefix}codes/${system}.tsv.gz`;
}

/**
 * The objects of the change log that the warehouse has set aside: `{"objects": [key, …]}`, sorted. The load writes it
 * whenever they are others, and whatever reads the change log leaves these out, so that both stores hold the same.
 */
export const setAsideKey = `${layout.manifests.prefix}set-aside.json`;

/**
 * Days behind the newest day of the change log in which an object may still appear: the event source mapping gives up a
 * record a day after its arrival (`maximumRecordAgeInSeconds`); the second day is for clocks and slow retries.
 */
export const changeLogLateDays = 2;
