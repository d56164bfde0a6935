/**
 * CloudWatch metrics that the functions write, in one namespace. Every one has the dimension `service`: the function's
 * deployed name. Alarms and dashboards take the names from here.
 */
export const metrics = {
  namespace: 'medstream',
  /** What Powertools calls the dimension of the function's name. */
  dimension: 'service',
  ingest: {
    /** Every function that reads a stream writes it: an alarm compares it with what the stream took. */
    received: 'RecordsReceived',
    accepted: 'RecordsAccepted',
    quarantined: 'RecordsQuarantined',
    /** Has the second dimension `reason`. */
    quarantinedByReason: 'RecordsQuarantinedByReason',
    /** Values that were left out of accepted records. Has the second dimension `reason`. */
    leftOutByReason: 'ValuesLeftOutByReason',
    /** Broken rules that cost nothing. Has the second dimension `reason`. */
    notedByReason: 'RulesNotedByReason',
    /** Values that were spelled anew on their way in. Has the second dimension `kind`. */
    normalizedByKind: 'ValuesNormalizedByKind',
    /** Records with fields that their contract does not name: accepted without them, or in quarantine. */
    withUnknownFields: 'RecordsWithUnknownFields',
    objectsExisting: 'ObjectsExisting',
  },
  files: {
    /** Rows of landed files, headers left out. */
    rowsRead: 'FileRowsRead',
    /** Events that the streams took of them. */
    eventsSent: 'FileEventsSent',
    /** Files read to their end. */
    filesRead: 'FilesRead',
    /** Files that could not be: what was read of them counts. */
    filesSetAside: 'FilesSetAside',
    /** Has the second dimension `reason`. */
    filesSetAsideByReason: 'FilesSetAsideByReason',
  },
  load: {
    /** Loads that an invocation committed, 0 when it found nothing new. */
    loads: 'Loads',
    /** Contracts whose load was rolled back; the others of the invocation are loaded. */
    loadsFailed: 'LoadsFailed',
    objectsLoaded: 'ObjectsLoaded',
    rowsInserted: 'RowsInserted',
    duplicates: 'DuplicateRows',
    /** Events whose id came with other content: the first to arrive counts, the other is in no table. */
    collisions: 'CollidingEvents',
    /** At least so many silver objects are not in the warehouse, 0 when all are: a load looks as far as it takes. */
    objectsWaiting: 'ObjectsWaiting',
    /** Objects that no load could take and that are left out until somebody releases them: how many there are now. */
    objectsSetAside: 'ObjectsSetAside',
    /** The freshness promise: age of the oldest silver object that is not in the warehouse, 0 when all are. */
    oldestWaitingSeconds: 'OldestWaitingSeconds',
  },
  reconcile: {
    /** Totals that were looked at; 0 when there was nothing to compare. */
    compared: 'TotalsCompared',
    /** Those of them that are not the same in the lake and in the warehouse. */
    differing: 'TotalsDiffering',
  },
  audit: {
    /** Tables that an invocation looked at from end to end. */
    tablesChecked: 'TablesChecked',
    /** Tables that were due and that it had no time for, or could not check. */
    tablesLeft: 'TablesLeft',
    /** Invariants that are broken by the last check of each table: how many there are now. */
    invariantsBroken: 'InvariantsBroken',
    /** Rows or keys that break one. Has the second dimension `invariant`. */
    violationsByInvariant: 'ViolationsByInvariant',
    /** 1 when every table was checked within a day and everything held, 0 when not. */
    wholeHeld: 'WholeWarehouseHeld',
  },
} as const;
