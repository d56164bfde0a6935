import { z } from 'zod';
import { type StreamKey, streams } from '../../contracts/platform/streams.ts';

const wholeNumber = (smallest: number, largest: number) => z.int().min(smallest).max(largest);

/**
 * Everything that may differ between stages: cost, safety and whom to tell. The shape never differs; what an emulator
 * lacks is the one exception and has settings of its own (`leftOut`).
 */
const stageSettingsSchema = z.strictObject({
  /** Account to deploy into; without it the account of the credentials that `cdk deploy` finds. */
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** Region to deploy into; without it the region of the credentials. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .optional(),
  /** Who is told when an alarm goes off; the address has to confirm a subscription. */
  alarmEmail: z.email().optional(),
  /** Hospital or group that issues the tokens: it becomes part of each token's input, so it can never change. */
  tokenIssuer: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  /** True: `cdk destroy` deletes data too. False: buckets, keys, streams and the warehouse stay (RETAIN). */
  isDisposable: z.boolean(),
  /** Days that logs of functions, jobs and the state machine are kept. */
  logRetentionDays: z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365), z.literal(731)]),
  ingest: z.strictObject({
    /** By stream, as the inventory calls it in code. Each shard takes 1 MB/s or 1,000 records/s. */
    shardCount: z.record(z.enum(Object.keys(streams) as StreamKey[]), wholeNumber(1, 500)),
    /**
     * Longest wait for a batch to fill. 1 s keeps arrival to silver under 2 s (p95); 30 to 60 s cut the count of S3
     * objects, which is the greatest part of the price per record at low volume (docs/costs.md).
     */
    batchingWindowSeconds: wholeNumber(0, 300),
    /** 1,769 MiB is one vCPU. */
    memoryMiB: wholeNumber(512, 10_240),
  }),
  lake: z.strictObject({
    /** How often the pipeline builds the lake models. */
    pipelineEveryMinutes: wholeNumber(15, 1440),
    /** G.1X workers, 4 vCPU and 16 GB each; the job scales between 2 and this. */
    maximumWorkers: wholeNumber(2, 299),
  }),
  warehouse: z.strictObject({
    /** How often new silver objects are looked for; an empty look does not wake the warehouse. */
    loadEveryMinutes: wholeNumber(1, 60),
    /**
     * Hours of the day, UTC, at which whole tables are checked: quiet ones. Each gives the audit 15 minutes; a second one
     * within six hours goes on where the first stopped.
     */
    auditHours: z.array(wholeNumber(0, 23)).min(1).max(24),
    /** Redshift processing units: 4, or 8 to 512 in steps of 8. */
    baseCapacityRpu: z.literal(4).or(wholeNumber(8, 512).multipleOf(8)),
    /** The most the workgroup may scale to. */
    maximumCapacityRpu: wholeNumber(8, 5632).multipleOf(8),
  }),
  alarms: z.strictObject({
    /** Oldest silver object that may wait for the warehouse. */
    freshnessSeconds: wholeNumber(120, 86_400),
    /** Share of records that may go to quarantine, percent. */
    quarantinedPercent: z.number().positive().max(100),
  }),
  /** What an emulator cannot deploy; false everywhere on AWS. */
  leftOut: z.strictObject({
    warehouse: z.boolean(),
    auditTrail: z.boolean(),
    jobEncryption: z.boolean(),
    tableOptimizers: z.boolean(),
    /** Alarms on a calculation with metrics. */
    metricMath: z.boolean(),
  }),
});

/** Settings of one stage. */
export type StageSettings = z.infer<typeof stageSettingsSchema>;

type DeepPartial<T> = T extends object ? { readonly [K in keyof T]?: DeepPartial<T[K]> } : T;
/** What cdk.json may say of a stage; everything else keeps its default. */
export type StageOverrides = DeepPartial<StageSettings>;

/**
 * The settings of a stage: its defaults with what cdk.json overrides.
 * @throws Error naming the stage and each wrong key, for an unknown key or a value out of range.
 */
export function decodeStageSettings(stage: string, defaults: StageSettings, overrides: unknown): StageSettings {
  const decoded = stageSettingsSchema.safeParse(merge(defaults, overrides));
  if (decoded.success) return decoded.data;
  const faults = decoded.error.issues.map(
    ({ path, message }) =>
      `${['stages', stage, ...path].join('.')}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
  );
  throw new Error(`cdk.json is not valid:\n  ${faults.join('\n  ')}`);
}

/** Overrides win; sections are merged key by key. A value that is no section replaces what was there, for zod to judge. */
function merge(defaults: unknown, overrides: unknown): unknown {
  if (overrides === undefined) return defaults;
  if (!isSection(defaults) || !isSection(overrides)) return overrides;
  const keys = new Set([...Object.keys(defaults), ...Object.keys(overrides)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(defaults[key], overrides[key])]));
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
