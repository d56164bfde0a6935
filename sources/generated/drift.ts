import type { Data } from './change.ts';
import type { Delivered } from './deliver.ts';
import { Random } from './random.ts';
import { day } from './time-text.ts';

/**
 * What changes in a source without notice, from a day on: the shape of its records, or what they say. A pure function on the
 * records, so the data before that day are the same with and without it.
 */
interface Drift {
  readonly description: string;
  readonly kind: 'schema' | 'distribution';
  readonly contract: string;
  /** Share of the records from that day on. */
  readonly share: number;
  readonly change: (data: Data) => Data;
  /** What becomes of such a record: see `Expected` of dirt. */
  readonly fate: 'accepted' | 'left_out' | 'quarantined';
}

const hl7 = (time: unknown) =>
  String(time).replace(/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/, '$1$2$3$4$5$6+0000');
const times = (data: Data, factor: number, ...fields: readonly string[]): Data => ({
  ...data,
  ...Object.fromEntries(
    fields.flatMap((field) => (data[field] === undefined ? [] : [[field, (Number(data[field]) * factor).toFixed(2)]])),
  ),
});

export const driftKinds = {
  new_field: {
    description: 'A release of the source sends a field that no contract names',
    kind: 'schema',
    contract: 'immunization',
    share: 1,
    change: (data) => ({ ...data, injection_site: 'left arm' }),
    fate: 'quarantined',
  },
  lost_field: {
    description: 'A field is no longer sent',
    kind: 'schema',
    contract: 'claim',
    share: 1,
    change: (data) => ({ ...data, supervising_provider_id: undefined }),
    fate: 'accepted',
  },
  new_code: {
    description: 'A code that the value set does not have',
    kind: 'schema',
    contract: 'encounter',
    share: 0.1,
    change: (data) => ({ ...data, encounter_class: 'virtual ward 9' }),
    fate: 'left_out',
  },
  other_times: {
    description: 'Times as HL7 v2 writes them',
    kind: 'schema',
    contract: 'vital_sign',
    share: 1,
    change: (data) => ({ ...data, measured_at: hl7(data.measured_at) }),
    fate: 'accepted',
  },
  other_words: {
    description: 'Words in place of codes',
    kind: 'schema',
    contract: 'patient',
    share: 1,
    change: (data) => ({ ...data, gender: data.gender === 'F' ? 'female' : 'male' }),
    fate: 'accepted',
  },
  dearer: {
    description: 'Encounters cost 40% more',
    kind: 'distribution',
    contract: 'encounter',
    share: 1,
    change: (data) => times(data, 1.4, 'base_encounter_cost', 'total_claim_cost', 'payer_coverage'),
    fate: 'accepted',
  },
  fever_wave: {
    description: 'Temperatures are nine tenths of a degree higher',
    kind: 'distribution',
    contract: 'vital_sign',
    share: 1,
    change: (data) =>
      data.temperature === undefined
        ? data
        : { ...data, temperature: Number((Number(data.temperature) + 0.9).toFixed(1)) },
    fate: 'accepted',
  },
  gone_missing: {
    description: 'Race is no longer asked for at most desks',
    kind: 'distribution',
    contract: 'patient',
    share: 0.7,
    change: (data) => ({ ...data, race: undefined }),
    fate: 'accepted',
  },
} as const satisfies Record<string, Drift>;

export type DriftKind = keyof typeof driftKinds;
export const allDriftKinds: readonly DriftKind[] = Object.keys(driftKinds).filter((name) => isDriftKind(name));

export function isDriftKind(name: string): name is DriftKind {
  return Object.hasOwn(driftKinds, name);
}

/** So long before the last delivery sources begin to drift. */
const driftDays = 45;
export const driftBegins = (asOf: number) => asOf - driftDays * day;

/** The records with the drift of these kinds; each tells which kinds changed it. */
export function* withDrift(
  records: Iterable<Delivered>,
  { kinds, seed, asOf }: { readonly kinds: readonly DriftKind[]; readonly seed: number; readonly asOf: number },
): Generator<Delivered> {
  const random = new Random(seed, 'drift');
  const begins = driftBegins(asOf);
  for (const record of records) {
    const { change } = record;
    const chosen =
      change.at < begins || change.operation === 'deleted'
        ? []
        : kinds.filter(
            (name) => driftKinds[name].contract === change.contract && random.chance(driftKinds[name].share),
          );
    if (chosen.length === 0) {
      yield record;
      continue;
    }
    let { data } = change;
    for (const name of chosen) data = (driftKinds[name] as Drift).change(data);
    yield { ...record, change: { ...change, data }, drift: chosen };
  }
}
