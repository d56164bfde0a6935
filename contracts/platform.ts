/**
 * The inventory of the platform: streams, zones, consumers and schedules, each written down once.
 * The CDK app and the embedded runtime both build from this file, so a name or a limit cannot differ between them.
 */

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
  quarantine: { name: 'quarantine', class: 'phi', purpose: 'Rejected records with their typed reasons' },
} as const satisfies Record<string, Zone>;

export type ZoneName = keyof typeof zones;

/** Where each kind of object lives: `<prefix><contract or model>/…` below its zone's bucket. */
export const layout = {
  /** Bronze: `events/dt=/hr=/<shard>/<first>-<last>-<hash>.ndjson.gz` */
  events: { zone: 'bronze', prefix: 'events/' },
  /** The silver change log: `changes/<contract>/dt=/hr=/<shard>/<first>-<last>-<hash>.parquet` */
  changes: { zone: 'silver', prefix: 'changes/' },
  /** Tables that the lake models build from the change log: `tables/<model>/` */
  silverTables: { zone: 'silver', prefix: 'tables/' },
  /** Load manifests of the warehouse: `manifests/<load id>/<contract>.manifest` */
  manifests: { zone: 'silver', prefix: 'manifests/' },
  marts: { zone: 'gold', prefix: 'marts/' },
  rejected: { zone: 'quarantine', prefix: 'rejected/' },
  /**
   * Batches that used up their retries: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/…`. The folder is Lambda's choice, not ours
   * (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html).
   */
  undelivered: { zone: 'quarantine', prefix: 'aws/lambda/' },
} as const satisfies Record<string, { readonly zone: ZoneName; readonly prefix: string }>;

/**
 * Days behind the newest day of the change log in which an object may still appear: the event source mapping gives up a
 * record a day after its arrival (`maximumRecordAgeInSeconds`); the second day is for clocks and slow retries.
 */
export const changeLogLateDays = 2;

export interface Stream {
  readonly name: string;
  /** Shards of the embedded runtime and of the smallest deployment. */
  readonly shardCount: number;
  /** A failed batch names a range of sequence numbers, so replay needs the records for days, not hours. */
  readonly retentionHours: number;
}

export const streams = {
  healthcareEvents: { name: 'healthcare-events', shardCount: 2, retentionHours: 168 },
} as const satisfies Record<string, Stream>;

export type StreamName = (typeof streams)[keyof typeof streams]['name'];

/**
 * Settings of one Lambda event source mapping. Every knob is required: the service's own defaults block a shard
 * for up to a week on one bad record (https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html).
 */
export interface EventSourceMappingSettings {
  /** Records per invocation, 1 to 10,000; a batch also never exceeds 6 MB of payload. */
  readonly batchSize: number;
  /** Longest wait for a batch to fill, 0 to 300 s. */
  readonly maximumBatchingWindowInSeconds: number;
  /** Concurrent batches per shard, 1 to 10; order is kept per partition key. */
  readonly parallelizationFactor: number;
  /** Halve a failed batch; splits do not use the retry quota. */
  readonly bisectBatchOnFunctionError: boolean;
  /** 0 to 10,000 retries after the first attempt. */
  readonly maximumRetryAttempts: number;
  /** 60 to 604,800 s; an older record goes to the failure destination. */
  readonly maximumRecordAgeInSeconds: number;
}

/** When a consumer needs a person, and what to tell them at three in the morning. */
export interface ConsumerAlarms {
  /** Age of the oldest record not handled yet, from which on somebody is called. Well below the stream's retention. */
  readonly iteratorAgeSeconds: number;
  /** What is wrong for whom. */
  readonly impact: string;
  /** What to look at and what to do. */
  readonly action: string;
}

/** Nothing here is optional: a consumer without its retries, failure destination and alarms does not compile. */
export interface StreamConsumer {
  readonly function: string;
  readonly stream: StreamName;
  readonly eventSourceMapping: EventSourceMappingSettings;
  /** Where a batch goes that used up its retries: holds raw payloads, so it must be a PHI vault. */
  readonly failureDestination: { readonly zone: ZoneName; readonly prefix: string };
  readonly alarms: ConsumerAlarms;
}

export const consumers = {
  ingestEvents: {
    function: 'ingest-events',
    stream: streams.healthcareEvents.name,
    eventSourceMapping: {
      batchSize: 1000,
      maximumBatchingWindowInSeconds: 1,
      parallelizationFactor: 1,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 5,
      maximumRecordAgeInSeconds: 86_400,
    },
    failureDestination: layout.undelivered,
    alarms: {
      iteratorAgeSeconds: 300,
      impact:
        'New events are not reaching the zones: the warehouse and the lake grow stale. Nothing is lost while the records are younger than the stream keeps them.',
      action:
        'Read the errors of function ingest-events. Throttled: raise its concurrency or the shards. Refused by S3, KMS or Secrets Manager: restore the access. Batches that used up their retries are in quarantine under aws/lambda/: send them again once the cause is gone.',
    },
  },
} as const satisfies Record<string, StreamConsumer>;

/** How often the scheduled parts run, in minutes. */
export const schedules = {
  /** The minutes-fresh load. `input` is the schedule's event: an idle minute does not wake the warehouse. */
  loadWarehouse: {
    function: 'load-warehouse',
    everyMinutes: 1,
    input: { onlyIfChanged: true },
    /** The longest that Lambda allows: a first load, or one after an outage, is a long transaction. */
    timeoutSeconds: 900,
  },
  lakeModels: { job: 'lake-models', everyMinutes: 60, timeoutSeconds: 3600 },
  /** The state machine of contracts/pipeline.ts. It is started with an empty object and finds everything else itself. */
  pipeline: { stateMachine: 'pipeline', everyMinutes: 60, input: {} },
} as const;

/** The Redshift workgroup and database; the embedded runtime answers to the same names. */
export const warehouse = { workgroup: 'medstream', database: 'medstream' } as const;

/** Name of a deployed resource: `medstream-<stage>-<name>`. Several stages may share an account. */
export function deployedName(stage: string, name: string): string {
  return `medstream-${stage}-${name}`;
}

/**
 * CloudWatch metrics that the functions write, in one namespace. Every one has the dimension `service`: the function's
 * deployed name. Alarms and dashboards take the names from here.
 */
export const metrics = {
  namespace: 'medstream',
  /** What Powertools calls the dimension of the function's name. */
  dimension: 'service',
  ingest: {
    received: 'RecordsReceived',
    accepted: 'RecordsAccepted',
    quarantined: 'RecordsQuarantined',
    /** Has the second dimension `reason`. */
    quarantinedByReason: 'RecordsQuarantinedByReason',
    objectsExisting: 'ObjectsExisting',
  },
  load: {
    /** 1 for an invocation that loaded something, 0 for one that found nothing new. */
    loads: 'Loads',
    objectsLoaded: 'ObjectsLoaded',
    rowsInserted: 'RowsInserted',
    duplicates: 'DuplicateRows',
    objectsWaiting: 'ObjectsWaiting',
    /** The freshness promise: age of the oldest silver object that is not in the warehouse, 0 when all are. */
    oldestWaitingSeconds: 'OldestWaitingSeconds',
  },
} as const;
