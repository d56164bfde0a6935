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
  /** The state machine of contracts/platform/state-machines/pipeline.ts. It is started with an empty object and finds everything else itself. */
  pipeline: { stateMachine: 'pipeline', everyMinutes: 60, input: {} },
} as const;
