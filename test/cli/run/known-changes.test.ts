import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownChangesReader } from '../../../cli/run/known-changes.ts';
import { registry } from '../../../contracts/registry.ts';
import { display } from '../../../domain/masking/policies/display.ts';
import type { KnownChanges } from '../../../domain/records/change-identity.ts';
import { decodeText } from '../../../domain/records/decode.ts';
import { createProcessRecord } from '../../../domain/records/process-record.ts';
import { recordKey } from '../../../domain/records/record-key.ts';
import { sequenceDigits, silverTable } from '../../../domain/records/silver-table.ts';
import { createSilverRows } from '../../../lambdas/shared/silver-parquet.ts';
import { syntheaSource } from '../../../sources/synthea/synthea-file.ts';
import { maskingTools } from '../../masking-tools.ts';
import { edit, fixture, keys, now, type ReadEvent, read } from '../../sources/synthea/harness.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const knownIn = (silver: string) => knownChangesReader(registry, silver);
const processRecord = createProcessRecord(registry, display, maskingTools(keys.tokenize));

/** Writes events the way ingest does: one silver object per contract, named by its first sequence number. */
async function writeSilver(silver: string, events: readonly ReadEvent[], firstSequence: number, source?: string) {
  for (const name of new Set(events.map(({ contract }) => contract ?? ''))) {
    const rows = createSilverRows(silverTable(registry.contractNamed(name), display));
    for (const [index, { contract, event }] of events.entries()) {
      const processed = processRecord(decodeText(Buffer.from(JSON.stringify(event))), now);
      if (contract !== name || !processed.ok) continue;
      const { origin, eventTime, masked, rowHash, operation } = processed.record;
      const sequence = String(firstSequence + index).padStart(sequenceDigits, '0');
      rows.add(
        {
          eventSource: source ?? origin.source,
          eventId: origin.eventId,
          operation,
          eventTime,
          sequence,
          arrivedAt: now,
          sourceFile: null,
          sourceLine: null,
          rowHash,
        },
        masked,
      );
    }
    const objectKey = `changes/${name}/dt=2026-01-01/hr=00/shard-0/${firstSequence}.parquet`;
    const path = join(silver, objectKey);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, rows.encode({ objectKey, shard: 'shard-0' }));
  }
}

describe('changes known from the silver change log', () => {
  it('are none while there is no change log', async () => {
    const known = knownIn(join(await temporaryDirectory(), 'silver'));
    for (const { name } of registry.contracts) expect(await known(name, syntheaSource), name).toBeNull();
  });

  it('make an export read again all known, with the identical events', async () => {
    const silver = join(await temporaryDirectory(), "it's [silver]");
    const folder = await fixture();
    const { events } = await read(folder);
    await writeSilver(silver, events, 1);
    const known = knownIn(silver);
    const again = await read(folder, { known, asOf: '2026-02-01T00:00:00Z' });
    expect(again.events.every((event) => event.known)).toBe(true);
    expect(again.events.map(({ event }) => event.id)).toEqual(events.map(({ event }) => event.id));
    const reference = (list: readonly ReadEvent[]) =>
      list
        .filter(({ contract }) => registry.contractNamed(contract ?? '').kind === 'reference')
        .map(({ event }) => event);
    expect(reference(again.events)).toEqual(reference(events));
  });

  it('carry a value through A, B, A over three deliveries', async () => {
    const silver = await temporaryDirectory();
    const [a, b] = [await fixture(), await fixture()];
    await edit(b, 'patients.csv', (text) => text.replace('9 Kelp Lane', '1 Elm Way'));
    await edit(b, 'encounters.csv', (text) => text.replace('3798.09', '3798.10'));
    const ids: string[][] = [];
    for (const [index, folder] of [a, b, a].entries()) {
      const known = knownIn(silver);
      const { events } = await read(folder, { known, asOf: `2026-0${index + 1}-01T00:00:00Z` });
      const changes = events.filter((event) => !event.known);
      ids.push(changes.map(({ contract, event }) => `${contract} ${event.id.slice(-2)}`).sort());
      await writeSilver(silver, changes, index * 100 + 1);
    }
    expect(ids[0]).toHaveLength((await read(a)).events.length);
    expect(ids.slice(1)).toEqual([
      ['encounter -2', 'patient -2'],
      ['encounter -3', 'patient -3'],
    ]);
  });

  it('count an event once at its first arrival, and only events of the asked source', async () => {
    const silver = await temporaryDirectory();
    const { events } = await read(await fixture());
    await writeSilver(silver, events, 500);
    await writeSilver(silver, events, 100);
    await writeSilver(silver, events, 900, 'urn:another:feed');
    const known = knownIn(silver);
    const key = keys.tokenize('patient_id', '44444444-0000-4000-8000-000000000001');
    const keyOf = ({ contract, event: { data } }: ReadEvent) =>
      typeof data === 'string' ? '' : (recordKey(registry.contractNamed(contract ?? ''), data, keys.tokenize) ?? '');
    const ofAll = async (name: string, source: string, times = 1) => {
      const asked = events.filter(({ contract }) => contract === name).map(keyOf);
      const ask = await known(name, source);
      let answer: KnownChanges = new Map();
      for (let time = 0; time < times; time += 1) answer = (await ask?.(asked)) ?? answer;
      return answer;
    };
    const place = events.findIndex(({ contract, event: { sourceline } }) => contract === 'patient' && sourceline === 2);
    expect((await ofAll('patient', syntheaSource)).get(key)).toEqual([
      {
        eventId: events[place]?.event.id,
        versionAt: Date.parse('2026-01-01T00:00:00Z'),
        sequence: String(100 + place).padStart(sequenceDigits, '0'),
      },
    ]);
    for (const { name } of registry.contracts) {
      const rows = new Set(events.filter(({ contract }) => contract === name).map(({ event }) => event.id)).size;
      expect((await ofAll(name, syntheaSource)).size, name).toBe(rows);
    }
    expect((await ofAll('encounter', 'urn:another:feed')).size).toBe(3);
    expect((await ofAll('encounter', `${syntheaSource}:none`)).size).toBe(0);
    // Who asks often is answered from memory, with the same.
    expect(await ofAll('patient', syntheaSource, 12)).toEqual(await ofAll('patient', syntheaSource));
  });

  it('are those of the keys that are asked for, as they were when the file was opened', async () => {
    const silver = await temporaryDirectory();
    const { events } = await read(await fixture());
    await writeSilver(silver, events, 1);
    const ask = await knownIn(silver)('patient', syntheaSource);
    await writeSilver(silver, events, 1000, syntheaSource);
    const key = keys.tokenize('patient_id', '44444444-0000-4000-8000-000000000001');
    const answer = await ask?.([key, 'unheard-of']);
    expect([...(answer ?? [])].map(([of, changes]) => [of, changes.length])).toEqual([[key, 1]]);
  });
});
