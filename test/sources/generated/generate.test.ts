import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeExport } from '../../../cli/generate/write-export.ts';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import type { KnownChanges } from '../../../domain/records/change-identity.ts';
import { decodeEvent, decodeText } from '../../../domain/records/decode.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { headers } from '../../../sources/generated/data-set.ts';
import { allDirtKinds, type DirtCounts, dirtKinds } from '../../../sources/generated/dirt.ts';
import { defaultAsOf } from '../../../sources/generated/dirty-export.ts';
import { generateRecords } from '../../../sources/generated/generate-records.ts';
import type { SourceRecord } from '../../../sources/source-record.ts';
import { syntheaFiles } from '../../../sources/synthea/index.ts';
import { maskingTools } from '../../masking-tools.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { keys, knownAfter, knownFrom, now, parseRecord, read } from '../synthea/harness.ts';

const asOf = Date.parse(defaultAsOf);

async function generate(events: number, seed: number, known: ReadonlyMap<string, KnownChanges> = new Map()) {
  const { batches, injected } = generateRecords({ events, seed, asOf, keys, known: knownFrom(known), now });
  return { records: await all(batches), injected };
}

async function all(batches: AsyncIterable<SourceRecord[]>): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of batches) records.push(...batch);
  return records;
}

const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));

/** What becomes of a record: the first reason it is quarantined for, `duplicate`, or `valid`. */
function fate({ data, known }: SourceRecord): string {
  const processed = processRecord(decodeText(data), now);
  if (!processed.ok) return processed.rejection.reasons[0].code;
  return known ? 'duplicate' : 'valid';
}

function countFates(records: readonly SourceRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of records) counts[fate(record)] = (counts[fate(record)] ?? 0) + 1;
  return counts;
}

/** Fates the injected dirt must have. */
function expectedFates(injected: DirtCounts): Record<string, number> {
  const counts: Record<string, number> = { duplicate: injected.exact_duplicate ?? 0 };
  for (const kind of allDirtKinds) {
    const { reason } = dirtKinds[kind];
    if (reason !== null && injected[kind] !== undefined) counts[reason] = (counts[reason] ?? 0) + injected[kind];
  }
  return counts;
}

const digest = (records: readonly SourceRecord[]) => {
  const hash = createHash('sha256');
  for (const { data, partitionKey } of records) hash.update(partitionKey).update(data);
  return hash.digest('hex');
};

describe('generated records', () => {
  it('are the same bytes for the same seed, whatever the clock says, and others for another seed', async () => {
    const first = digest((await generate(2000, 7)).records);
    const { batches } = generateRecords({
      events: 2000,
      seed: 7,
      asOf,
      keys,
      known: async () => new Map(),
      now: now + 1e9,
    });
    expect(digest(await all(batches))).toBe(first);
    expect(digest((await generate(2000, 8)).records)).not.toBe(first);
  });

  it('hold every kind of dirt among 10,000, about 2% in all, each with the fate it is meant to have', async () => {
    const { records, injected } = await generate(10_000, 1);
    for (const kind of allDirtKinds) expect(injected[kind], kind).toBeGreaterThan(0);
    const dirty = Object.values(injected).reduce((sum, count) => sum + count, 0);
    expect(dirty).toBe(200);
    expect(records).toHaveLength(10_000);
    const { valid, ...bad } = countFates(records);
    expect(bad).toEqual(expectedFates(injected));
    expect(valid).toBe(10_000 - dirty + (injected.early_fact ?? 0));
  });

  it.each([20, 100, 650, 1234])('are %i when so many are asked for, all of them accounted for', async (events) => {
    const { records, injected } = await generate(events, events);
    expect(records).toHaveLength(events);
    const { valid: _, duplicate = 0, ...bad } = countFates(records);
    const expected = Object.entries(expectedFates(injected)).filter(([, count]) => count > 0);
    expect({ ...bad, ...(duplicate > 0 && { duplicate }) }).toEqual(Object.fromEntries(expected));
  });

  it('refer to records that exist, and bring late patients after their encounters', async () => {
    const { records, injected } = await generate(5000, 3);
    const clean = records.filter((record) => fate(record) === 'valid').map(parseRecord);
    const ids = new Set<unknown>();
    const late = new Set<string>();
    for (const { contract, event } of clean) {
      if (typeof event.data === 'string' || contract === null) continue;
      if (contract !== 'encounter') ids.add(event.data[`${contract}_id`]);
    }
    const seen = new Set<unknown>();
    for (const { contract, event } of clean) {
      if (typeof event.data === 'string') continue;
      const { patient_id = '', organization_id, provider_id, payer_id, total_claim_cost, payer_coverage } = event.data;
      if (contract === 'patient') seen.add(patient_id);
      if (contract !== 'encounter') continue;
      for (const id of [patient_id, organization_id, provider_id, payer_id]) expect(ids.has(id)).toBe(true);
      if (!seen.has(patient_id)) late.add(patient_id);
      expect(total_claim_cost).toMatch(/^\d+\.\d\d$/);
      expect(Number(payer_coverage)).toBeLessThanOrEqual(Number(total_claim_cost));
    }
    expect(late.size).toBe(injected.early_fact);
    expect([...late].every((id) => seen.has(id))).toBe(true);
  });

  it('look like nobody: numbered names, SSNs never issued, telephone numbers of fiction', async () => {
    for (const record of (await generate(3000, 4)).records) {
      if (fate(record) !== 'valid') continue;
      const { contract, event } = parseRecord(record);
      const data = typeof event.data === 'string' ? {} : event.data;
      if (contract === 'patient') {
        for (const name of [data.first_name, data.middle_name, data.last_name, data.maiden_name]) {
          if (name !== undefined) expect(name).toMatch(/^\p{L}+\d{1,3}$/u);
        }
        expect(data.ssn).toMatch(/^999-/);
      }
      if (contract === 'provider') expect(data.name).toMatch(/^\p{L}+\d{1,3} \p{L}+\d{1,3}$/u);
      if (contract === 'organization') expect(data.phone).toMatch(/^\d{3}-555-01\d\d$/);
    }
  });

  it('add nothing when they are generated and read again', async () => {
    const first = (await generate(2000, 5)).records.filter((record) => fate(record) === 'valid');
    const again = await generate(2000, 5, knownAfter(new Map(), first.map(parseRecord)));
    expect(countFates(again.records).valid).toBeUndefined();
  });

  it('never key a record by a raw identifier of a patient', async () => {
    for (const record of (await generate(2000, 6)).records) {
      const decoding = decodeEvent(registry, decodeText(record.data));
      if (!decoding.ok || !['patient', 'encounter'].includes(decoding.event.contract.name)) continue;
      expect(record.partitionKey).toMatch(/^(v1_)?[a-z2-7]{26}$/);
    }
  });

  it('refuse a number of events or a seed that makes no data set', async () => {
    await expect(generate(19, 1)).rejects.toThrow('20 events or more');
    await expect(generate(20.5, 1)).rejects.toThrow('whole number');
    await expect(generate(20, 0.5)).rejects.toThrow('the seed must be a whole number');
  });
});

describe('a generated export', () => {
  it('has the files, headers and modification times of an extract, and the same bytes for the same seed', async () => {
    const [one, two] = [await temporaryDirectory(), await temporaryDirectory()];
    const written = await writeExport(one, { events: 1000, seed: 9, asOf });
    await writeExport(two, { events: 1000, seed: 9, asOf });
    expect((await readdir(one)).sort()).toEqual(syntheaFiles.map(({ file }) => file).sort());
    for (const [file, header] of Object.entries(headers)) {
      const text = await readFile(join(one, file), 'utf8');
      expect(text.startsWith(`${header}\n`)).toBe(true);
      expect(text.trimEnd().split('\n').length - 1).toBe(written.rows[file]);
      expect(await readFile(join(two, file), 'utf8')).toBe(text);
      expect((await stat(join(one, file))).mtimeMs).toBe(asOf);
    }
  });

  it('reads back as the events that are generated in memory, less the dirt that only events can have', async () => {
    const folder = await temporaryDirectory();
    const { injected } = await writeExport(folder, { events: 3000, seed: 2, asOf });
    const { events } = await read(folder, { asOf: undefined });
    const { records } = await generate(3000, 2);
    const inFiles = new Set(syntheaFiles.map(({ contract }) => contract.name));
    const fromFile = records.filter(({ contract }) => inFiles.has(contract ?? '')).map(parseRecord);
    const byAddress = (list: typeof events) =>
      [...list].sort((a, b) =>
        `${a.event.sourcefile}${a.event.sourceline}`.localeCompare(`${b.event.sourcefile}${b.event.sourceline}`),
      );
    expect(byAddress(events)).toEqual(byAddress(fromFile));
    const { valid: _, ...bad } = countFates(records.filter(({ contract }) => contract !== null));
    expect(bad).toEqual(expectedFates(injected));
  });

  it('never overwrites a file', async () => {
    const folder = await temporaryDirectory();
    await writeFile(join(folder, 'patients.csv'), 'mine');
    await expect(writeExport(folder, { events: 100, seed: 1, asOf })).rejects.toThrow('patients.csv exists');
    expect(await readFile(join(folder, 'patients.csv'), 'utf8')).toBe('mine');
  });
});
