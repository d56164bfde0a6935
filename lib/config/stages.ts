import { consumers } from '../../contracts/platform/consumers.ts';
import { schedules } from '../../contracts/platform/schedules.ts';
import { type StreamKey, streams } from '../../contracts/platform/streams.ts';
import { decodeStageSettings, type StageSettings } from './stage-settings.ts';

const inventoryShards = {
  healthcareEvents: streams.healthcareEvents.shardCount,
  medicalClaims: streams.medicalClaims.shardCount,
  deviceVitals: streams.deviceVitals.shardCount,
} satisfies Record<StreamKey, number>;

const staging: StageSettings = {
  tokenIssuer: 'medstream',
  isDisposable: false,
  logRetentionDays: 90,
  ingest: {
    shardCount: inventoryShards,
    batchingWindowSeconds: consumers.ingestEvents.eventSourceMapping.maximumBatchingWindowInSeconds,
    memoryMiB: 1769,
  },
  lake: { pipelineEveryMinutes: schedules.lakeModels.everyMinutes, maximumWorkers: 4 },
  // Each load that finds something bills the warehouse for a minute: docs/costs.md has the price of every interval.
  warehouse: { loadEveryMinutes: 5, auditHours: [3], baseCapacityRpu: 8, maximumCapacityRpu: 64 },
  alarms: { freshnessSeconds: 900, quarantinedPercent: 5 },
  leftOut: { warehouse: false, auditTrail: false, jobEncryption: false, tableOptimizers: false, metricMath: false },
};

/** Each stage as it is without cdk.json; staging is what the others are compared with. */
export const stageDefaults = {
  dev: {
    ...staging,
    logRetentionDays: 30,
    ingest: { ...staging.ingest, shardCount: { healthcareEvents: 1, medicalClaims: 1, deviceVitals: 1 } },
    lake: { pipelineEveryMinutes: 1440, maximumWorkers: 2 },
    warehouse: { ...staging.warehouse, loadEveryMinutes: 15, maximumCapacityRpu: 8 },
    alarms: { freshnessSeconds: 3600, quarantinedPercent: 20 },
  },
  staging,
  prod: {
    ...staging,
    logRetentionDays: 731,
    ingest: { ...staging.ingest, shardCount: { healthcareEvents: 4, medicalClaims: 2, deviceVitals: 4 } },
    lake: { ...staging.lake, maximumWorkers: 10 },
    // Source to warehouse in under five minutes (p95).
    warehouse: { ...staging.warehouse, loadEveryMinutes: 3, maximumCapacityRpu: 128 },
  },
  /** A LocalStack-compatible emulator on this machine. */
  emulator: {
    ...staging,
    account: '000000000000',
    region: 'us-east-1',
    logRetentionDays: 7,
    leftOut: { warehouse: true, auditTrail: true, jobEncryption: true, tableOptimizers: true, metricMath: true },
  },
} as const satisfies Record<string, StageSettings>;

export type StageName = keyof typeof stageDefaults;

/** The stages of `cdk synth` and `cdk deploy` unless `-c stage=` names one. */
export const deployedStages: readonly StageName[] = ['dev', 'staging', 'prod'];

/**
 * Decodes the stages that are asked for.
 * @param stage context `stage`: one stage, or undefined for dev, staging and prod.
 * @param overrides context `stages` of cdk.json: overrides by stage.
 * @throws Error that lists the known stages, or names the wrong keys of cdk.json.
 */
export function decodeStages(stage: unknown, overrides: unknown): ReadonlyMap<StageName, StageSettings> {
  const known = Object.keys(stageDefaults);
  const byStage = Object.entries(overrides ?? {});
  const stranger = [...byStage.map(([name]) => name), ...(stage === undefined ? [] : [String(stage)])].find(
    (name) => !known.includes(name),
  );
  if (stranger !== undefined) throw new Error(`no stage is called ${stranger}; known: ${known.join(', ')}`);
  const wanted = known.filter((name): name is StageName =>
    stage === undefined ? deployedStages.some((deployed) => deployed === name) : name === stage,
  );
  return new Map(
    wanted.map((name) => [
      name,
      decodeStageSettings(name, stageDefaults[name], byStage.find(([own]) => own === name)?.[1]),
    ]),
  );
}
