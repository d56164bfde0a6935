/** The scheduled parts: how often they run, in minutes, and how long they may take. */
export const schedules = {
  /** The minutes-fresh load. `input` is the schedule's event: an idle minute does not wake the warehouse. */
  loadWarehouse: {
    function: 'load-warehouse',
    everyMinutes: 1,
    input: { onlyIfChanged: true },
    /** The longest that Lambda allows: a first load, or one after an outage, is a long transaction. */
    timeoutSeconds: 900,
  },
  lakeModels: {
    job: 'lake-models',
    everyMinutes: 60,
    timeoutSeconds: 3600,
    /** A run that begins so long after every row was computed last computes every row: the audit of the runs between. */
    auditEverySeconds: 24 * 3600,
  },
  /** Compares the totals of the two stores, as the last step of the pipeline. */
  reconcileStores: { function: 'reconcile-stores', timeoutSeconds: 900 },
  /**
   * Checks whole tables once a day, at the hours of the stage. `input` is the schedule's event: a start that finds every table
   * checked a moment ago has nothing to do.
   */
  auditWarehouse: {
    function: 'audit-warehouse',
    input: { olderThanHours: 6 },
    /** The longest that Lambda allows: what there was no time for comes first at the next start. */
    timeoutSeconds: 900,
  },
  /** Not by time: the state machine of contracts/platform/state-machines/ingest-files.ts starts with every file that lands. */
  ingestFiles: {
    function: 'ingest-files',
    stateMachine: 'landed-files',
    /** The longest that Lambda allows: the function stops before, at the end of a part, and goes on in another invocation. */
    timeoutSeconds: 900,
  },
  /** The state machine of contracts/platform/state-machines/pipeline.ts. It is started with an empty object and finds everything else itself. */
  pipeline: { stateMachine: 'pipeline', everyMinutes: 60, input: {} },
} as const;
