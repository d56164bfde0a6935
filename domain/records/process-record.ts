import type { Contract } from '../../contracts/contract.ts';
import type { Envelope, Operation } from '../../contracts/envelope.ts';
import type { Registry } from '../../contracts/registry.ts';
import { createMasker, type Masker, type MaskingTools } from '../masking/mask.ts';
import { createOriginMasker, type MaskedOrigin } from '../masking/mask-envelope.ts';
import type { MaskingPolicy } from '../masking/policy.ts';
import { createResidualScan, type ResidualScan } from '../masking/residual-scan.ts';
import { currentData } from './contract-version.ts';
import { decodeEvent } from './decode.ts';
import type { Normalization } from './normalize.ts';
import type { Reason, Rejection } from './rejection.ts';
import { rowHash } from './row-hash.ts';
import { declaredRules, type RuleSet } from './rule-set.ts';
import { type SilverTable, silverTable } from './silver-table.ts';
import { validate } from './validate.ts';

/** A valid, masked record, ready to be a silver row. */
export interface AcceptedRecord {
  /** Where it is stored: its columns are those the record was masked for. */
  readonly table: SilverTable;
  readonly operation: Operation;
  readonly origin: MaskedOrigin;
  /** Event time, epoch ms. */
  readonly eventTime: number;
  /** Masked text in the order of the table's masked columns. */
  readonly masked: readonly (string | null)[];
  readonly rowHash: string;
  /** Values that were left out, though the record has them: wrong ones, and texts that no terminology knows. */
  readonly warnings: readonly Reason[];
  /** Broken rules that cost nothing. */
  readonly notes: readonly Reason[];
  /** What was done to values so that they are spelled as the contract wants them. */
  readonly normalizations: readonly Normalization[];
}

export type Processed =
  | { readonly ok: true; readonly isJson: true; readonly record: AcceptedRecord }
  | {
      readonly ok: false /** The text is JSON, whatever else is wrong. */;
      readonly isJson: boolean;
      readonly rejection: Rejection;
    };

/**
 * Decides about one record: decode, validate, mask, scan. Never throws and never keeps a value in a reason.
 * @param text the record's bytes as UTF-8 text, null when they are not UTF-8.
 * @param arrivedAt arrival at the stream, epoch ms.
 * @param bytes the bytes themselves: of those that are no text, they tell why.
 */
export type ProcessRecord = (text: string | null, arrivedAt: number, bytes?: Uint8Array) => Processed;

export interface ProcessOptions {
  /** Those of the stage; without them, the rules as contracts declare them. */
  readonly rules?: RuleSet;
  /**
   * The stream that the records come on: those of another one's contracts are refused, because the order of changes is the
   * order of one stream (docs/decisions/0012-streams-by-domain.md). Without it they come on none, as from files.
   */
  readonly stream?: string;
}

/** Builds the decision for every contract of a registry, once per container. */
export function createProcessRecord(
  registry: Registry,
  policy: MaskingPolicy,
  tools: MaskingTools,
  { rules = declaredRules, stream }: ProcessOptions = {},
): ProcessRecord {
  const originOf = createOriginMasker(tools.tokenize);
  const maskers = new Map<Contract, { table: SilverTable; mask: Masker; scan: ResidualScan }>(
    registry.contracts.map((contract) => [
      contract,
      {
        table: silverTable(contract, policy),
        mask: createMasker(contract, policy, tools),
        scan: createResidualScan(contract, policy),
      },
    ]),
  );
  const decide: ProcessRecord = (text, arrivedAt, bytes) => {
    const decoded = decodeEvent(registry, text, bytes);
    if (!decoded.ok) return rejected([decoded.reason], null, decoded.envelope, decoded.isJson);
    const { contract, envelope, operation } = decoded.event;
    if (stream !== undefined && contract.stream !== stream) {
      return rejected([{ code: 'envelope.wrong_stream', path: 'type' }], contract, envelope);
    }

    const current = currentData(contract, envelope);
    if (current === null)
      return rejected([{ code: 'envelope.unknown_schema', path: 'dataschema' }], contract, envelope);
    const asked = rules(contract, envelope.source);
    const valid = validate(contract, current.data, envelope.time, arrivedAt, asked);
    if (!valid.ok) return rejected(valid.reasons, contract, envelope);

    const masking = maskers.get(contract);
    if (masking === undefined) return rejected([{ code: 'masking.no_policy', path: '' }], contract, envelope);
    const warnings = [...valid.warnings];
    const masked = masking.mask(valid.data, warnings);
    const residual = masking.scan(valid.data, masked);
    if (residual !== null) return rejected([{ code: `masking.residual_${residual}`, path: '' }], contract, envelope);

    const hash = rowHash(operation, masked);
    return {
      ok: true,
      isJson: true,
      record: {
        table: masking.table,
        operation,
        origin: originOf(envelope),
        eventTime: valid.eventTime,
        masked,
        rowHash: hash,
        warnings,
        notes: valid.notes,
        normalizations: [...valid.normalizations, ...derivedFields(contract, envelope)],
      },
    };
  };
  return (text, arrivedAt, bytes) => {
    try {
      return decide(text, arrivedAt, bytes);
    } catch {
      // A fault in our own code would fail on every retry too. The error may quote the record, so it is not kept.
      return rejected([{ code: 'internal.fault', path: '' }], null, null, false);
    }
  };
}

/** What the writer of the event worked out; names that are no fields are nobody's, and may be anything. */
function derivedFields({ fields }: Contract, { derived = '' }: Envelope): Normalization[] {
  return [...new Set(derived.split(' '))]
    .filter((name) => Object.hasOwn(fields, name))
    .map((name) => ({ kind: 'derived', path: `data.${name}` }));
}

function rejected(
  reasons: readonly [Reason, ...Reason[]],
  contract: Contract | null,
  envelope: Envelope | null,
  isJson = true,
): Processed {
  return {
    ok: false,
    isJson,
    rejection: {
      reasons,
      contractName: contract?.name ?? null,
      eventSource: envelope?.source ?? null,
      eventId: envelope?.id ?? null,
      sourceFile: envelope?.sourcefile ?? null,
      sourceLine: envelope?.sourceline ?? null,
    },
  };
}
