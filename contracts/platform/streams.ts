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
