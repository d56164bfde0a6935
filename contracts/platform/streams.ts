export interface Stream {
  readonly name: string;
  /** Shards of the embedded runtime and of the smallest deployment. */
  readonly shardCount: number;
  /** A failed batch names a range of sequence numbers, so replay needs the records for days, not hours. */
  readonly retentionHours: number;
}

/**
 * A stream for each domain: a backlog of one holds up no other, and a producer may be let write to its own alone. A contract
 * says on which its records come; on another one they are refused (docs/decisions/0012-streams-by-domain.md).
 */
export const streams = {
  /** Patients, those who treat and insure them, and what happens in care. */
  healthcareEvents: { name: 'healthcare-events', shardCount: 2, retentionHours: 168 },
  /** What is billed, paid and covered: comes in bulk at night, and nobody's life depends on its minute. */
  medicalClaims: { name: 'medical-claims', shardCount: 1, retentionHours: 168 },
  /** What monitors measure: most of the records, and the most urgent. */
  deviceVitals: { name: 'device-vitals', shardCount: 2, retentionHours: 168 },
} as const satisfies Record<string, Stream>;

export type StreamKey = keyof typeof streams;
export type StreamName = (typeof streams)[StreamKey]['name'];

/** Where a record goes that names no contract: it is refused there, with its reason and address. */
export const streamOfUnknown: StreamName = streams.healthcareEvents.name;
