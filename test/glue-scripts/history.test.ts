import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChangeFields, type ChangeRow, change } from './change-rows.ts';
import { ModelRun } from './model-run.ts';

const first = '1900-01-01 00:00:00';
const last = '9999-12-31 00:00:00';
const day = (n: number) => `2024-01-${String(n).padStart(2, '0')} 00:00:00`;

let run: ModelRun;
beforeAll(async () => {
  run = await ModelRun.open();
});
afterAll(() => run.close());

describe('the history of reference data', () => {
  const patient = (fields: ChangeFields) => change('patient', { patient_id: 'v1_p', ...fields });

  async function versions(rows: readonly ChangeRow[]): Promise<readonly string[]> {
    await run.given({ patient: rows }, ['silver.patient']);
    expect(await run.findings('patient')).toEqual([]);
    const found = await run.table('silver.patient_history');
    return found.map((row) => {
      const end = row.is_current ? 'current' : 'ended';
      return `${row.city} ${row.valid_from} > ${row.valid_to} ${end}${row.is_deleted ? ' deleted' : ''}`;
    });
  }
  const currentCities = async () => (await run.table('silver.patient')).map((row) => row.city);

  it('has one version without beginning or end for a key that never changed', async () => {
    expect(await versions([patient({ sequence: 1, version_at: day(5), city: 'Lynn' })])).toEqual([
      `Lynn ${first} > ${last} current`,
    ]);
    expect(await currentCities()).toEqual(['Lynn']);
  });

  it('has no rows for an empty change log', async () => {
    expect(await versions([])).toEqual([]);
    expect(await currentCities()).toEqual([]);
  });

  it('ends a version where the next one begins', async () => {
    const rows = [
      patient({ sequence: 1, version_at: day(1), city: 'Lynn' }),
      patient({ sequence: 2, version_at: day(2), city: 'Salem' }),
    ];
    expect(await versions(rows)).toEqual([`Lynn ${first} > ${day(2)} ended`, `Salem ${day(2)} > ${last} current`]);
    expect(await currentCities()).toEqual(['Salem']);
  });

  it('keeps A, B, A as three versions', async () => {
    const rows = ['Lynn', 'Salem', 'Lynn'].map((city, n) => patient({ sequence: n, version_at: day(n + 1), city }));
    expect((await versions(rows)).map((version) => version.split(' ')[0])).toEqual(['Lynn', 'Salem', 'Lynn']);
  });

  it('drops a change that says nothing new', async () => {
    const rows = [1, 2, 3].map((n) => patient({ sequence: n, version_at: day(n), city: 'Lynn' }));
    expect(await versions(rows)).toEqual([`Lynn ${first} > ${last} current`]);
  });

  it('counts an event once, at its smallest sequence', async () => {
    const rows = [
      patient({ event_id: 'e', sequence: 10, version_at: day(1), city: 'Lynn', source_line: 1 }),
      patient({ event_id: 'f', sequence: 11, version_at: day(1), city: 'Salem' }),
      // The producer sent e again; were it to count here, Lynn would hold.
      patient({ event_id: 'e', sequence: 12, version_at: day(1), city: 'Lynn', source_line: 2 }),
    ];
    expect(await versions(rows)).toEqual([`Salem ${first} > ${last} current`]);
    expect(await versions([rows[0], rows[2]] as ChangeRow[])).toHaveLength(1);
    expect(await run.rows('SELECT source_line FROM silver.patient')).toEqual([{ source_line: 1 }]);
  });

  it('counts a time outside the calendar as its first or last day, where the last to arrive holds', async () => {
    const rows = [
      patient({ sequence: 1, version_at: '0001-01-01 00:00:00', city: 'Lynn' }),
      patient({ sequence: 2, version_at: '1850-01-01 00:00:00', city: 'Salem' }),
      patient({ sequence: 3, version_at: day(1), city: 'Boston' }),
      patient({ sequence: 5, version_at: '9999-12-30 00:00:00', city: 'Quincy' }),
      patient({ sequence: 4, version_at: '9999-12-31 23:59:59.999999', city: 'Newton' }),
    ];
    expect(await versions(rows)).toEqual([
      `Salem ${first} > ${day(1)} ended`,
      `Boston ${day(1)} > 9999-12-30 00:00:00 ended`,
      `Quincy 9999-12-30 00:00:00 > ${last} current`,
    ]);
  });

  it('knows nothing of a thing that only came under the id of another: the first to arrive has the id', async () => {
    const rows = [
      patient({ event_id: 'e', sequence: 1, version_at: day(1), city: 'Lynn' }),
      patient({ event_id: 'e', sequence: 2, version_at: day(2), city: 'Salem', patient_id: 'v1_other' }),
    ];
    expect(await versions(rows)).toEqual([`Lynn ${first} > ${last} current`]);
  });

  it('tells events of different sources with one id apart', async () => {
    const rows = [
      patient({ event_source: 'a', event_id: 'e', sequence: 1, version_at: day(1), city: 'Lynn' }),
      patient({ event_source: 'b', event_id: 'e', sequence: 2, version_at: day(2), city: 'Salem' }),
    ];
    expect(await versions(rows)).toHaveLength(2);
  });

  it('puts a late arrival where it belongs, and brings back what it interrupts', async () => {
    const rows = [
      patient({ sequence: 1, version_at: day(10), city: 'Lynn' }),
      patient({ sequence: 2, version_at: day(15), city: 'Lynn' }),
      patient({ sequence: 3, version_at: day(12), city: 'Salem' }),
    ];
    expect(await versions(rows)).toEqual([
      `Lynn ${first} > ${day(12)} ended`,
      `Salem ${day(12)} > ${day(15)} ended`,
      `Lynn ${day(15)} > ${last} current`,
    ]);
  });

  it('lets the greatest sequence hold at one instant, by number and not by length', async () => {
    const rows = [
      patient({ sequence: 9, version_at: day(1), city: 'Lynn' }),
      patient({ sequence: 10, version_at: day(1), city: 'Salem' }),
    ];
    expect(await versions(rows)).toEqual([`Salem ${first} > ${last} current`]);
  });

  it('keeps a deletion as a version, leaves it out of the current state and takes a return', async () => {
    const rows = [
      patient({ sequence: 1, version_at: day(1), city: 'Lynn' }),
      patient({ sequence: 2, version_at: day(2), city: 'Lynn', op: 'D' }),
    ];
    expect(await versions(rows)).toEqual([
      `Lynn ${first} > ${day(2)} ended`,
      `Lynn ${day(2)} > ${last} current deleted`,
    ]);
    expect(await currentCities()).toEqual([]);
    expect(await versions([...rows, patient({ sequence: 3, version_at: day(3), city: 'Lynn' })])).toEqual([
      `Lynn ${first} > ${day(2)} ended`,
      `Lynn ${day(2)} > ${day(3)} ended deleted`,
      `Lynn ${day(3)} > ${last} current`,
    ]);
    expect(await currentCities()).toEqual(['Lynn']);
  });

  it('takes instants before 1970 and microseconds', async () => {
    const rows = [
      patient({ sequence: 1, version_at: '1955-03-01 00:00:00', city: 'Lynn' }),
      patient({ sequence: 2, version_at: '1969-12-31 23:59:59.999999', city: 'Salem' }),
    ];
    expect(await versions(rows)).toEqual([
      `Lynn ${first} > 1969-12-31 23:59:59.999999 ended`,
      `Salem 1969-12-31 23:59:59.999999 > ${last} current`,
    ]);
  });

  it('keeps keys apart', async () => {
    const rows = [
      patient({ patient_id: 'v1_a', sequence: 1, city: 'Lynn' }),
      patient({ patient_id: 'v1_b', sequence: 2, city: 'Salem' }),
    ];
    expect(await versions(rows)).toHaveLength(2);
    expect(await currentCities()).toEqual(['Lynn', 'Salem']);
  });
});

describe('the history of encounters', () => {
  const encounter = (fields: ChangeFields) => change('encounter', { encounter_id: 'v1_e', ...fields });

  it('numbers every distinct change in the order of arrival, whatever the start of the encounter', async () => {
    const rows = [
      encounter({ sequence: 3, started_at: '2020-01-01 00:00:00', version_at: '2020-01-01 00:00:00' }),
      encounter({ sequence: 1, started_at: '2021-01-01 00:00:00', version_at: '2021-01-01 00:00:00' }),
      encounter({ sequence: 2, started_at: '2021-01-01 00:00:00', version_at: '2021-01-01 00:00:00' }),
    ];
    await run.given({ encounter: rows }, ['silver.encounter']);
    const history = await run.rows(
      'SELECT change_number, started_at, is_current FROM silver.encounter_history ORDER BY change_number',
    );
    expect(history).toEqual([
      { change_number: 1, started_at: '2021-01-01 00:00:00', is_current: false },
      { change_number: 2, started_at: '2021-01-01 00:00:00', is_current: false },
      { change_number: 3, started_at: '2020-01-01 00:00:00', is_current: true },
    ]);
    expect(await run.rows('SELECT started_at FROM silver.encounter')).toEqual([{ started_at: '2020-01-01 00:00:00' }]);
    expect(await run.findings('encounter')).toEqual([]);
  });

  it('leaves a deleted encounter out of the current state only', async () => {
    const rows = [encounter({ sequence: 1 }), encounter({ sequence: 2, op: 'D' })];
    await run.given({ encounter: rows }, ['silver.encounter']);
    expect(await run.table('silver.encounter')).toEqual([]);
    expect(await run.rows('SELECT is_deleted, is_current FROM silver.encounter_history WHERE is_current')).toEqual([
      { is_deleted: true, is_current: true },
    ]);
    expect(await run.findings('encounter')).toEqual([]);
  });

  it('counts an event that was written twice and sent twice once', async () => {
    const sent = encounter({ event_id: 'e', sequence: 1 });
    const rows = [sent, { ...sent, object_key: 'another/object' }, encounter({ event_id: 'e', sequence: 5 })];
    await run.given({ encounter: rows }, ['silver.encounter']);
    expect(await run.rows('SELECT COUNT(*) AS n FROM silver.encounter_history')).toEqual([{ n: '1' }]);
    expect(await run.findings('encounter')).toEqual([]);
  });
});
