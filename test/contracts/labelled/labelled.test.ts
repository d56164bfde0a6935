import { expect, test } from 'vitest';
import { eventType } from '../../../contracts/envelope.ts';
import { contracts, registry } from '../../../contracts/registry.ts';
import { samples } from '../../../contracts/samples/index.ts';
import { policyOfZone } from '../../../domain/masking/policies.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { maskingTools } from '../../masking-tools.ts';
import { labelledRecords } from './index.ts';
import type { Labelled } from './labelled.ts';

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(7) });
const processRecord = createProcessRecord(registry, policyOfZone('silver'), maskingTools(tokenize));
const arrivedAt = Date.parse('2026-06-01T00:00:00Z');
/** Of a hundred judgements of people, five are matters of taste. */
const share = 0.95;

interface Decision {
  readonly isAccepted: boolean;
  readonly warnings: readonly unknown[];
  /** Reasons or warnings, as text; they hold codes and names of fields, never values. */
  readonly named: string;
  /** What is stored, by column; nothing of a refused one. */
  readonly stored: Readonly<Record<string, string | null | undefined>>;
}

function decisionAbout({ contract, change }: Labelled): Decision {
  const sample = samples.find((each) => each.contract.name === contract)?.valid[0];
  if (sample === undefined) throw new Error(`no sample of ${contract}`);
  const event = {
    specversion: '1.0',
    id: 'labelled-1',
    source: 'urn:medstream:labelled',
    type: eventType(contract, 'changed'),
    time: '2026-05-31T00:00:00Z',
    data: { ...sample.data, ...change },
  };
  const processed = processRecord(JSON.stringify(event), arrivedAt);
  if (!processed.ok) {
    return { isAccepted: false, warnings: [], named: JSON.stringify(processed.rejection.reasons), stored: {} };
  }
  const { record } = processed;
  const stored = Object.fromEntries(record.table.masked.map(({ name }, index) => [name, record.masked[index]]));
  // A text that no terminology knows is right all the same: what it says is learnt from an export.
  const warnings = record.warnings.filter(({ code }) => code !== 'masking.unknown_text');
  return { isAccepted: true, warnings, named: JSON.stringify(warnings), stored };
}

const decided = labelledRecords.map((record) => ({ record, ...decisionAbout(record) }));
type Decided = (typeof decided)[number];
const right = decided.filter(({ record }) => record.label === 'right');
const wrong = decided.filter(({ record }) => record.label === 'wrong');

/** Expects the share of those that are as they should be, and shows the others by what they are. */
function expectShare(of: readonly Decided[], isAsLabelled: (decided: Decided) => boolean): void {
  const others = of.filter((each) => !isAsLabelled(each));
  const reached = of.length === 0 ? 1 : 1 - others.length / of.length;
  const titles = others.map(({ record, named }) => `  ${record.contract}: ${record.title} ${named}`).join('\n');
  expect(reached, `${of.length - others.length} of ${of.length}; not as labelled:\n${titles}`).toBeGreaterThanOrEqual(
    share,
  );
}

test('right records of every contract are accepted', () => {
  expectShare(right, ({ isAccepted }) => isAccepted);
});

test('no right record is refused by the scan: a false alarm costs a record', () => {
  const alarms = right.filter(({ isAccepted, named }) => !isAccepted && named.includes('masking.residual_'));
  expect(alarms.map(({ record, named }) => `${record.contract}: ${record.title} ${named}`)).toEqual([]);
});

test('wrong records of every contract are refused, or accepted with a warning', () => {
  expectShare(wrong, ({ isAccepted, warnings }) => !isAccepted || warnings.length > 0);
});

test('right records are accepted without a warning, but for those that say so', () => {
  expectShare(
    right.filter(({ record }) => !record.warned),
    ({ warnings }) => warnings.length === 0,
  );
});

test('what is accepted with a warning has lost the value that is wrong', () => {
  expectShare(
    wrong.filter(({ record, warnings }) => record.field !== undefined && warnings.length > 0),
    // A coded field says that it was another value, alone or in a list.
    ({ record, stored }) =>
      [record.field ?? []].flat().some((field) => (stored[field] ?? 'other').split(' ').includes('other')),
  );
});

test('what is refused or warned of names the field that is wrong', () => {
  expectShare(
    wrong.filter(
      ({ record, isAccepted, warnings }) => record.field !== undefined && (!isAccepted || warnings.length > 0),
    ),
    ({ record, named }) => [record.field ?? []].flat().some((field) => new RegExp(`\\b${field}\\b`).test(named)),
  );
});

test('the suite has records of each label for every contract, and no title twice', () => {
  const labels = labelledRecords.map(({ contract, label }) => `${contract} ${label}`);
  for (const { name } of contracts) expect(labels).toEqual(expect.arrayContaining([`${name} right`, `${name} wrong`]));
  expect(right.length).toBeGreaterThanOrEqual(100);
  expect(wrong.length).toBeGreaterThanOrEqual(90);
  const titles = labelledRecords.map(({ contract, title }) => `${contract} ${title}`);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});
