import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layout } from '../../contracts/platform/zones.ts';
import { registry } from '../../contracts/registry.ts';
import { openDuckDb, sqlPath } from '../../embedded/glue/duckdb.ts';
import { filesBelow } from '../../embedded/glue/table-files.ts';
import { buckets } from '../../embedded/runtime.ts';
import { query } from '../e2e/cli.ts';
import { isThorough } from '../thorough.ts';
import { culprits, goOn, swallow } from './poison-run.ts';
import { eventText, everyPoison, ordinary, type Poison } from './poisons.ts';

const [patient, organization, encounter] = ['patient', 'organization', 'encounter'].map(registry.contractNamed);
if (patient === undefined || organization === undefined || encounter === undefined) throw new Error('no contract');

/** Poison alone in a directory: the clean records behind it arrive, those of another run too, and it is in one place. */
async function survived(poison: Poison) {
  const swallowed = await swallow(poison);
  expect(swallowed.problems).toEqual([]);
  if (isThorough) expect(await goOn(swallowed)).toEqual([]);
  return { ...swallowed, fates: swallowed.fates.get(poison.name) ?? [] };
}

describe('what a review stopped the pipeline with stops nothing any more', () => {
  test('descriptions of 800 letters, 700 accented ones and 1000 Chinese characters', async () => {
    const { fates } = await survived({
      name: 'long descriptions',
      payloads: ['a'.repeat(800), 'é'.repeat(700), '漢'.repeat(1000)].map((description, index) =>
        eventText(encounter, { ...ordinary(encounter, `long-${index}`), description }, { id: `long-${index}` }),
      ),
    });
    expect(fates).toEqual(['silver', 'silver', 'silver']);
  });

  test('an event id for two patients: the first to arrive counts, in both stores, and the collision is counted', async () => {
    const { fates, data } = await survived({
      name: 'one id for two patients',
      payloads: ['first-patient', 'second-patient'].map((label) =>
        eventText(patient, ordinary(patient, label), { id: 'reused' }),
      ),
    });
    expect(fates).toEqual(['silver', 'silver']);
    const ledger = 'SELECT SUM(collisions) AS n FROM audit.load_ledger';
    expect(Number((await query(data, ledger))[0]?.n)).toBe(1);
  });

  test.each([
    [
      '1850 and 1860',
      '1850-01-01T00:00:00Z',
      '1860-01-01T00:00:00Z',
      ['rule.time_in_calendar', 'rule.time_in_calendar'],
    ],
    ['2020 and the last day of 9999', '2020-01-01T00:00:00Z', '9999-12-31T00:00:00Z', ['silver', 'rule.time_in_past']],
    ['2020 and 10000 in UTC', '2020-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', ['silver', 'rule.time_in_past']],
  ])('an organization dated %s', async (_name, first, second, expected) => {
    const { fates } = await survived({
      name: 'dates',
      payloads: [first, second].map((time, index) =>
        eventText(
          organization,
          { ...ordinary(organization, 'dated'), name: `Name ${index}` },
          { id: `dated-${index}`, time },
        ),
      ),
    });
    expect(fates).toEqual(expected);
  });

  test('half a surrogate pair, in a field and in an extension: every line of bronze is JSON to a strict parser', async () => {
    const event = eventText(patient, ordinary(patient, 'extended'), { id: 'extended' });
    const { fates, data } = await survived({
      name: 'surrogates',
      payloads: [
        eventText(patient, { ...ordinary(patient, 'field'), city: '\ud800' }, { id: 'field' }),
        event.replace(/\}$/, ',"extension":"\\udc00"}'),
        event.replace(/\}$/, ',"extension":1e309}'),
      ],
    });
    expect(fates).toEqual(['schema.invalid_format', 'silver', 'silver']);
    const vaults = await openDuckDb({ allowedDirectories: [join(data, 's3', buckets.bronze)] });
    const files = await filesBelow(join(data, 's3', buckets.bronze, layout.events.prefix), '.ndjson.gz');
    const { rows } = await vaults.query(
      `SELECT count(json) AS n FROM read_ndjson_objects([${files.map(sqlPath).join(', ')}])`,
    );
    vaults.close();
    expect(Number(rows[0]?.n)).toBeGreaterThan(3);
  });

  test('a clock that is decades ahead: no version of the future hides the present one', async () => {
    const moved = (city: string, time: string) =>
      eventText(patient, { ...ordinary(patient, 'moved'), city }, { id: city, time });
    const { fates, data } = await survived({
      name: 'a patient of 2060',
      payloads: [moved('Futuretown', '2060-01-01T00:00:00Z'), moved('Salem', '2026-01-01T00:00:00Z')],
    });
    expect(fates).toEqual(['rule.time_in_past', 'silver']);
    const cities = await query(
      data,
      "SELECT city FROM reporting.patient_current WHERE city IN ('Futuretown', 'Salem')",
    );
    expect(cities.map(({ city }) => city)).not.toContain('Futuretown');
  });

  test('the names of prototypes as a state', async () => {
    const states = ['constructor', '__proto__', 'toString'];
    const { fates } = await survived({
      name: 'prototypes',
      payloads: states.map((state, index) =>
        eventText(patient, { ...ordinary(patient, `state-${index}`), state }, { id: `state-${index}` }),
      ),
    });
    expect(fates.join(' ')).not.toContain('internal.fault');
  });
});

test('every field of every contract at its ends, every time, id and deletion, and bytes of every kind, stop nothing', async () => {
  const poisons = everyPoison();
  expect(poisons.length).toBeGreaterThan(60);
  expect(await culprits(poisons)).toEqual([]);
});

test('an aggregate of the Kinesis Producer Library is in quarantine under a reason of its own', async () => {
  const aggregates = everyPoison().filter(({ name }) => name.includes('Producer Library'));
  const { fates, problems } = await swallow(...aggregates);
  expect(problems).toEqual([]);
  expect([...fates.values()]).toEqual([['decode.kpl_aggregate']]);
});

describe.runIf(isThorough)('each alone', () => {
  // The fields of a contract together: what stops something is found among them.
  const alone = Object.values(
    Object.groupBy(everyPoison(), ({ name }) => (name.endsWith('at its ends') ? (name.split('.')[0] ?? '') : name)),
  );
  test.each(alone.map((poisons = []) => [poisons[0]?.name ?? '', poisons] as const))('%s', async (_name, poisons) => {
    const swallowed = await swallow(...poisons);
    expect(swallowed.problems).toEqual([]);
    expect(await goOn(swallowed)).toEqual([]);
  });
});
