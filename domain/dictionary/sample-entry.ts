import type { Contract } from '../../contracts/contract.ts';
import type { RowSample, Samples } from '../../contracts/samples.ts';
import { createMasker } from '../masking/mask.ts';
import { policyOfZone } from '../masking/policies.ts';
import { createTerminology } from '../masking/terminology.ts';
import { createKeyedHash } from '../masking/token.ts';
import { silverTable } from '../records/silver-table.ts';
import { validate } from '../records/validate.ts';

/** A sample as it is sent, and what of it stands in silver. */
export interface SampleEntry {
  /** What the sample shows. */
  readonly about: string;
  readonly sent: Readonly<Record<string, unknown>>;
  /** By column, the text that masking makes of it; null where there is none. */
  readonly stored: Readonly<Record<string, string | null>>;
  /** What else is accepted. */
  readonly accepted: readonly string[];
  readonly rejected: readonly { readonly about: string; readonly reason: string; readonly path: string }[];
  /** Rows of files in another shape than the contract's, and what becomes of them. */
  readonly rows: readonly RowSample[];
}

/** The key of the dictionary's tokens, which is no secret: a deployment's tokens are others. */
const exampleKey = { version: 'v1', issuer: 'example', key: new Uint8Array(32).fill(7) };
const { tokenize } = createKeyedHash(exampleKey);
const tools = { tokenize, terminology: createTerminology() };

/** When the samples arrive: after everything that happens in them. */
const sentAt = '2026-06-01T00:00:00Z';

/** @throws Error naming the contract that has no valid sample. */
export function sampleEntry(contract: Contract, samples: Samples | undefined): SampleEntry {
  const [first, ...others] = samples?.valid ?? [];
  if (samples === undefined || first === undefined) throw new Error(`contract ${contract.name} has no sample`);
  const valid = validate(contract, first.data, sentAt, Date.parse(sentAt));
  if (!valid.ok) throw new Error(`contract ${contract.name}: its first sample is refused (${valid.reasons[0].code})`);
  const policy = policyOfZone('silver');
  const columns = silverTable(contract, policy).masked;
  const texts = createMasker(contract, policy, tools)(valid.data);
  return {
    about: first.about,
    sent: first.data,
    stored: Object.fromEntries(columns.map(({ name }, place) => [name, texts[place] ?? null])),
    accepted: [...others, ...samples.edge].map(({ about }) => about),
    rejected: samples.rejected.map(({ about, reason, path }) => ({ about, reason, path })),
    rows: samples.rows ?? [],
  };
}
