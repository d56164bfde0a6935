import { z } from 'zod';

/** A CloudEvents text: anything that is no control character (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system). */
const attribute = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^(?:[ -~]+|[^\p{Cc}\p{Cs}]*)$/u);

/**
 * CloudEvents 1.0 in JSON structured mode (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md):
 * the envelope every producer sends. Identity of an event is (`source`, `id`).
 * `sourcefile` and `sourceline` are extension attributes that say where in a file a row stood, `derived` names the fields that
 * the row did not state and whoever wrote the event worked out, with blanks between.
 */
const envelopeSchema = z.looseObject({
  specversion: z.literal('1.0'),
  // Producers make them of record numbers and names, so masked zones hold keyed hashes of them.
  id: attribute(256),
  source: attribute(256),
  type: z.string().min(1).max(128),
  time: z.iso.datetime({ offset: true }),
  subject: z.string().max(128).optional(),
  /** Version of the contract that the data is written for: see `schemaUri`. Others are none of ours. */
  dataschema: attribute(256).optional(),
  datacontenttype: z.string().max(64).optional(),
  sourcefile: attribute(256).optional(),
  sourceline: z.int().min(1).max(2_147_483_647).optional(),
  derived: attribute(256).optional(),
  data: z.unknown(),
});

export type Envelope = z.infer<typeof envelopeSchema>;
export const envelope = z.compile(envelopeSchema);

const schemaUriStart = 'urn:medstream:contract:';

/** The `dataschema` of a record that is written for one version of a contract; without one it is the newest. */
export function schemaUri(contractName: string, version: number): string {
  return `${schemaUriStart}${contractName}:${version}`;
}

/** The contract and version that a `dataschema` names; null of a schema that is none of ours. */
export function schemaOfUri(uri: string): { readonly contractName: string; readonly version: number } | null {
  if (!uri.startsWith(schemaUriStart)) return null;
  const [contractName = '', version = ''] = uri.slice(schemaUriStart.length).split(':');
  return { contractName, version: /^\d{1,6}$/.test(version) ? Number(version) : Number.NaN };
}

/** What happened to the thing a record describes. */
export const operations = { changed: 'U', deleted: 'D' } as const;
export type Operation = (typeof operations)[keyof typeof operations];

/** CloudEvents `type` of a record: `org.medstream.<contract>.<changed|deleted>`. */
export function eventType(contractName: string, happened: keyof typeof operations): string {
  return `org.medstream.${contractName}.${happened}`;
}
