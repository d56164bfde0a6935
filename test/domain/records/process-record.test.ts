import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../domain/records/decode.ts';
import { rowHash } from '../../../domain/records/row-hash.ts';
import { arrivedAt, cloudEvent, encounterData, patientData } from '../../lambdas/ingest-events/kinesis-event.ts';
import { accepted, decide, decideEvent, decideWith, reasons, tokenize } from './decision.ts';

const without = (data: Record<string, unknown>, field: string) => ({ ...data, [field]: undefined });

describe('bytes', () => {
  test('that are UTF-8 are their text, a byte order mark included', () => {
    expect(decodeText(Buffer.from('\ufeff{"name":"Ana María 😀"}'))).toBe('\ufeff{"name":"Ana María 😀"}');
  });

  test('that are not UTF-8 are no text: no character is replaced', () => {
    expect(decodeText(Uint8Array.from([0x22, 0xff, 0x22]))).toBeNull();
  });
});

test('an aggregate of the Kinesis Producer Library is refused for what it is, as is one that was cut', () => {
  const aggregate = Buffer.from('f3899ac20a01611a0408001a00d41d8cd98f00b204e9800998ecf8427e', 'hex');
  for (const bytes of [aggregate, aggregate.subarray(0, 4)]) {
    expect(decodeText(bytes)).toBeNull();
    expect(reasons(decide(null, arrivedAt, bytes))).toEqual(['decode.kpl_aggregate ']);
  }
  expect(reasons(decide(null, arrivedAt, aggregate.subarray(0, 3)))).toEqual(['decode.not_utf8 ']);
});

describe('an accepted record', () => {
  test('carries its contract, its operation and the hash of its stored row', () => {
    const { table, operation, values, ...record } = accepted('patient', patientData);
    expect([table.name, operation]).toEqual(['patient', 'U']);
    expect(record.rowHash).toBe(rowHash('U', values));
    expect(decideEvent('patient', patientData)).toMatchObject({ ok: true, isJson: true });
  });

  test('that says a thing is gone is a deletion, and another row than the change', () => {
    const change = accepted('patient', patientData);
    const deletion = accepted('patient', patientData, { type: 'org.medstream.patient.deleted' });
    expect(deletion.operation).toBe('D');
    expect(deletion.rowHash).toBe(rowHash('D', deletion.values));
    expect(deletion.rowHash).not.toBe(change.rowHash);
  });

  test('of reference data has the time of its envelope, of an event the time that it states', () => {
    const time = '2026-05-01T00:00:00Z';
    expect(accepted('patient', patientData, { time }).eventTime).toBe(Date.parse(time));
    expect(accepted('encounter', encounterData, { time }).eventTime).toBe(Date.parse(encounterData.started_at));
  });

  test('holds a value, masked, for each column it has and null for the others', () => {
    const { masked } = accepted('encounter', without(encounterData, 'ended_at'));
    expect(masked).toEqual({
      ...encounterData,
      encounter_id: tokenize('encounter_id', encounterData.encounter_id),
      patient_id: tokenize('patient_id', encounterData.patient_id),
      ended_at: null,
      reason_code: null,
      reason_description: null,
    });
  });
});

describe('a refused record', () => {
  test.each([
    ['bytes that are no text', null, 'decode.not_utf8 ', false],
    ['text that is no JSON', '{"specversion":', 'decode.not_json ', false],
    ['a byte order mark', `\ufeff${JSON.stringify(cloudEvent('patient', patientData))}`, 'decode.not_json ', false],
    ['JSON that is no object', 'null', 'envelope.invalid ', true],
    ['an object that is no event', '{"hello":"world"}', 'envelope.invalid specversion', true],
  ])('%s: says so and whether it is JSON', (_what, text, reason, isJson) => {
    const decision = decide(text);
    expect(reasons(decision)[0]).toBe(reason);
    expect(decision).toMatchObject({
      ok: false,
      isJson,
      rejection: { contractName: null, eventSource: null, eventId: null, sourceFile: null, sourceLine: null },
    });
  });

  test.each([
    ['a type nobody declared', cloudEvent('unheard-of', {}), 'envelope.unknown_type type'],
    [
      'a row that could not be read',
      cloudEvent('patient', 'a,"b', { datacontenttype: 'text/csv' }),
      'decode.unreadable_row data',
    ],
  ])('%s: says which event it was', (_what, event, reason) => {
    const decision = decide(JSON.stringify({ ...event, id: 'e8', sourcefile: 'patients.csv', sourceline: 7 }));
    expect(reasons(decision)).toEqual([reason]);
    expect(decision).toMatchObject({
      isJson: true,
      rejection: {
        contractName: null,
        eventSource: 'urn:test',
        eventId: 'e8',
        sourceFile: 'patients.csv',
        sourceLine: 7,
      },
    });
  });

  test.each([
    ['a missing field', without(encounterData, 'patient_id'), ['schema.missing data.patient_id']],
    ['a number for text', { ...encounterData, encounter_id: 5 }, ['schema.wrong_type data.encounter_id']],
    ['null for what must be there', { ...encounterData, encounter_id: null }, ['schema.wrong_type data.encounter_id']],
    [
      'a value of the wrong form',
      { ...encounterData, started_at: 'Monday' },
      ['schema.invalid_format data.started_at'],
    ],
    [
      'a value that is too long',
      { ...encounterData, encounter_id: 'x'.repeat(65) },
      ['schema.invalid_format data.encounter_id'],
    ],
    ['data that is no object', 'Maynard46', ['schema.wrong_type data']],
    ['data that is null', null, ['schema.wrong_type data']],
    [
      'a rule that does not hold',
      { ...encounterData, ended_at: '2023-01-27T16:00:00Z' },
      ['rule.ended_after_started data.ended_at'],
    ],
    [
      'several wrong fields',
      { ...without(encounterData, 'patient_id'), total_claim_cost: true },
      ['schema.missing data.patient_id', 'schema.wrong_type data.total_claim_cost'],
    ],
    [
      'the identifier of the patient in the place of a provider',
      { ...encounterData, provider_id: encounterData.patient_id },
      ['masking.residual_identifier '],
    ],
  ])('%s: names the contract, and each reason with its field', (_what, data, expected) => {
    const decision = decideEvent('encounter', data);
    expect(reasons(decision)).toEqual(expected);
    expect(decision).toMatchObject({ isJson: true, rejection: { contractName: 'encounter', eventId: 'event-1' } });
  });

  test('is judged by its arrival, not by the clock, so that every attempt decides alike', () => {
    const starts = Date.parse(encounterData.started_at);
    const event = JSON.stringify(cloudEvent('encounter', encounterData));
    expect(reasons(decide(event, starts - 3_600_000))).toEqual(['rule.time_in_past data.started_at']);
    expect(reasons(decide(event, starts))).toEqual([]);
  });

  test('never shows what it holds, not even the name of a field that the contract does not know', () => {
    const decision = decideEvent('patient', { ...patientData, Maynard46: 'x', last_name: 5 });
    expect(reasons(decision).sort()).toEqual(['schema.unclassified_field data', 'schema.wrong_type data.last_name']);
    expect(JSON.stringify(decision)).not.toContain('Maynard46');
  });

  test('that our own code fails on is a fault without a word of the error, which may quote the record', () => {
    const broken = () => {
      throw new Error('cannot tokenize 3edac2e3');
    };
    expect(decideWith(broken, JSON.stringify(cloudEvent('patient', patientData)))).toEqual({
      ok: false,
      isJson: false,
      rejection: {
        reasons: [{ code: 'internal.fault', path: '' }],
        contractName: null,
        eventSource: null,
        eventId: null,
        sourceFile: null,
        sourceLine: null,
      },
    });
  });
});

test('every text has a decision and no text is a fault: nothing is thrown, whatever arrives', () => {
  const known = fc.constantFrom('patient', 'encounter', 'provider');
  const data = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(fc.constantFrom(...Object.keys(patientData)), fc.jsonValue())
      .map(([field, value]) => ({ ...patientData, [field]: value })),
    fc
      .tuple(fc.constantFrom(...Object.keys(encounterData)), fc.jsonValue())
      .map(([field, value]) => ({ ...encounterData, [field]: value })),
  );
  const event = fc.tuple(known, data).map(([contract, content]) => JSON.stringify(cloudEvent(contract, content)));
  fc.assert(
    fc.property(fc.oneof(fc.constant(null), fc.string(), fc.json(), event), (text) => {
      expect(reasons(decide(text, arrivedAt)).filter((reason) => reason.startsWith('internal'))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
