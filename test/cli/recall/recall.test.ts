import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { admitted } from '../../../cli/recall/admitted.ts';
import { readCleanRecords } from '../../../cli/recall/clean-records.ts';
import { formatRecall, notAdmitted, type Recall } from '../../../cli/recall/format-recall.ts';
import { type ColumnName, columns, measureRecall, type Row } from '../../../cli/recall/measure.ts';
import { recallOf } from '../../../cli/recall/recall.ts';
import { openExportFolder } from '../../../cli/run/export-folder.ts';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import type { MaskingPolicy } from '../../../domain/masking/policy.ts';
import { keep } from '../../../domain/masking/rules.ts';
import { createKeyedHash } from '../../../domain/masking/token.ts';
import { createProcessRecord, type ProcessRecord } from '../../../domain/records/process-record.ts';
import { exports, fixture, medstream, root } from '../../e2e/cli.ts';
import { maskingTools } from '../../masking-tools.ts';

const now = Date.parse('2026-06-01T00:00:00Z');
const keys = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(5) });

/** Share of what was planted that did not leave, of all rows whose kind is given. */
function shareFound(rows: readonly Row[], column: ColumnName, kind: string): number {
  const cells = rows.filter(({ spelling }) => spelling.kind === kind).map(({ cells }) => cells[column]);
  const planted = cells.reduce((total, cell) => total + cell.planted, 0);
  expect(planted).toBeGreaterThan(0);
  return cells.reduce((total, cell) => total + cell.found, 0) / planted;
}

/** The recall of a masking over the records of the fixture; clean records are those of the real masking. */
async function recallWith(process: ProcessRecord): Promise<readonly Row[]> {
  const real = createProcessRecord(registry, display, maskingTools(keys.tokenize));
  const clean = await readCleanRecords({ folder: await openExportFolder(fixture), keys, process: real, now });
  return measureRecall(clean, process, now);
}

describe('a masking that lets something through shows in the table', () => {
  const withRules = (rules: Partial<MaskingPolicy['rules']>) =>
    createProcessRecord(registry, { ...display, rules: { ...display.rules, ...rules } }, maskingTools(keys.tokenize));

  test('where texts of codes are kept as they come', async () => {
    const rows = await recallWith(withRules({ display_text: keep }));
    for (const kind of ['SSN', 'name', 'street', 'e-mail', "another's id"]) {
      expect(shareFound(rows, 'text', kind), kind).toBe(0);
    }
    expect(shareFound(rows, 'coded', 'SSN')).toBe(1);
    expect(notAdmitted(rows).map(({ column }) => column)).toContain('text');
  });

  test('where envelopes are not masked', async () => {
    const tokenize = (type: string, value: string) =>
      ['event_id', 'event_source', 'file'].includes(type) ? value : keys.tokenize(type, value);
    const rows = await recallWith(createProcessRecord(registry, display, maskingTools(tokenize)));
    // Three of six attributes are kept.
    for (const kind of ['own id', 'SSN', 'name', 'IP address']) {
      expect(shareFound(rows, 'envelope', kind), kind).toBeCloseTo(0.5, 1);
    }
  });
});

const exportAtHand = exports['v3.3'];

describe.skipIf(exportAtHand === undefined)('the recall of a Synthea export', () => {
  let recall: Recall;
  let docs: string;
  beforeAll(async () => {
    recall = await recallOf(await openExportFolder(exportAtHand ?? ''), now);
    docs = readFileSync(join(root, 'docs/masking.md'), 'utf8');
  });

  test('is in docs/masking.md as the command prints it', () => {
    expect(docs).toContain(formatRecall(recall));
  });

  test('shows nothing that leaves but what is admitted, and all that is, but for what depends on the digits', () => {
    expect(notAdmitted(recall.rows)).toEqual([]);
    const seen = (column: ColumnName, kind: string, spellings: readonly string[] | undefined) =>
      recall.rows.some(
        ({ spelling, cells }) =>
          spelling.kind === kind &&
          (spellings === undefined || spellings.includes(spelling.spelling)) &&
          cells[column].found < cells[column].planted,
      );
    const stale = admitted
      .filter(({ byChance }) => byChance !== true)
      .flatMap(({ columns: where, kind, spellings }) =>
        where.filter((column) => !seen(column, kind, spellings)).map((column) => `${column}: ${kind}`),
      );
    expect(stale).toEqual([]);
  });

  test('was measured in every column, and refuses no record of the export itself', () => {
    for (const column of columns) {
      expect(recall.rows.some(({ cells }) => cells[column].planted > 0)).toBe(true);
    }
    expect(recall.read).toBeGreaterThan(10_000);
    expect(recall.falseAlarms).toEqual({});
  });
});

test('the command says as JSON what it prints, cell by cell, and ends well', async () => {
  const { code, stdout, stderr } = await medstream('recall', '--from', fixture, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { people, records, false_alarms, cells } = JSON.parse(stdout);
  expect(people).toBeGreaterThan(1);
  expect(records).toBeGreaterThan(people);
  expect(false_alarms).toEqual({});
  expect(cells).toContainEqual(expect.objectContaining({ kind: 'SSN', spelling: '123-45-6789', place: 'text' }));
  for (const { planted, found, admitted: isKnown } of cells) expect(found === planted || isKnown).toBe(true);
});

test('the command without an export says what it wants', async () => {
  const { code, stderr } = await medstream('recall');
  expect(code).toBe(1);
  expect(stderr).toContain('--from');
});

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const quoted = readme
  .split(/(?<=\.)\s+/)
  .filter((sentence) => sentence.includes('](docs/masking.md)'))
  .map((sentence) => sentence.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim());

test.skipIf(quoted.length === 0)('what the README says of recall, docs/masking.md says in the same words', () => {
  const docs = readFileSync(join(root, 'docs/masking.md'), 'utf8').replaceAll('\n', ' ');
  for (const sentence of quoted) expect(docs).toContain(sentence);
});
