import type { Contract, RecordData } from '../../../contracts/contract.ts';
import { registry } from '../../../contracts/registry.ts';
import { createMasker } from '../../../domain/masking/mask.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import type { Tokenize } from '../../../domain/masking/policy.ts';
import { createResidualScan } from '../../../domain/masking/residual-scan.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { createProcessRecord, type Processed } from '../../../domain/records/process-record.ts';
import { type Column, silverTable } from '../../../domain/records/silver-table.ts';
import { arrivedAt, cloudEvent } from '../../lambdas/ingest-events/kinesis-event.ts';
import { maskingTools } from '../../masking-tools.ts';

/** The decision about records and how its tests ask for it: what builds the decision is built here and nowhere else. */

export const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(3) });
const processRecord = createProcessRecord(registry, display, maskingTools(tokenize));

/** What is decided about a text that arrived at `at`, epoch ms. */
export function decide(text: string | null, at = arrivedAt, bytes?: Uint8Array): Processed {
  return processRecord(text, at, bytes);
}

/** What is decided about the event of a record; `overrides` replace envelope attributes. */
export function decideEvent(contract: string, data: unknown, overrides: Record<string, unknown> = {}): Processed {
  return decide(JSON.stringify(cloudEvent(contract, data, overrides)));
}

/** A decision whose tokens come from a function of the test. */
export function decideWith(tokens: Tokenize, text: string): Processed {
  return createProcessRecord(registry, display, maskingTools(tokens))(text, arrivedAt);
}

/** The accepted record of an event, its masked values by column. */
export function accepted(contract: string, data: unknown, overrides: Record<string, unknown> = {}) {
  const decision = decideEvent(contract, data, overrides);
  if (!decision.ok) throw new Error(`refused: ${decision.rejection.reasons.map(({ code }) => code).join(', ')}`);
  const { table } = decision.record;
  const masked = Object.fromEntries(table.masked.map(({ name }, index) => [name, decision.record.masked[index]]));
  return { ...decision.record, masked, values: decision.record.masked };
}

/** Reasons of a refusal as `code path`; none for an accepted record. */
export function reasons(decision: Processed): string[] {
  return decision.ok ? [] : decision.rejection.reasons.map(({ code, path }) => `${code} ${path}`);
}

/** The stored columns of a contract that get a value from the one field given, and the value. */
export function maskedAlone(contract: Contract, field: string, value: string): { column: Column; masked: string }[] {
  const masked = createMasker(contract, display, maskingTools(tokenize))({ [field]: value });
  return silverTable(contract, display).masked.flatMap((column, index) => {
    const text = masked[index];
    return typeof text === 'string' ? [{ column, masked: text }] : [];
  });
}

/** What the residual scan finds in the columns of a contract, had masking left `masked` there of the record `raw`. */
export function residual(contract: Contract, raw: RecordData, masked: Readonly<Record<string, string>>): string | null {
  const values = silverTable(contract, display).masked.map(({ name }) => masked[name] ?? null);
  return createResidualScan(contract, display)(raw, values);
}
