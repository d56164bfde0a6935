import { isUtf8 } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { openLandedFiles } from '../../cli/run/landed-files.ts';
import type { Contract } from '../../contracts/contract.ts';
import { layout, zones } from '../../contracts/platform/zones.ts';
import { contracts, referenceContracts, registry } from '../../contracts/registry.ts';
import { policyOfZone } from '../../domain/masking/policies.ts';
import { createKeyedHash } from '../../domain/masking/token.ts';
import { createProcessRecord, type ProcessRecord } from '../../domain/records/process-record.ts';
import type { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { buckets } from '../../embedded/services.ts';
import { createHourObjects } from '../../lambdas/ingest-events/batch-objects.ts';
import { listSetAsideFiles } from '../../lambdas/ingest-files/set-aside-files.ts';
import { query } from '../e2e/cli.ts';
import { maskingTools } from '../masking-tools.ts';
import { isThorough } from '../thorough.ts';
import { landedFiles } from './landed-files.ts';
import { culprits, goOn, runAfter, swallow } from './poison-run.ts';
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

  test('half a surrogate pair, in a field and in an extension: every line of the vaults is JSON to a strict parser', async () => {
    const event = eventText(patient, ordinary(patient, 'extended'), { id: 'extended' });
    const { fates } = await survived({
      name: 'surrogates',
      payloads: [
        eventText(patient, { ...ordinary(patient, 'field'), last_name: '\ud800' }, { id: 'field' }),
        event.replace(/\}$/, ',"extension":"\\udc00"}'),
        event.replace(/\}$/, ',"extension":1e309}'),
      ],
    });
    expect(fates).toEqual(['schema.invalid_format schema.invalid_format', 'silver', 'silver']);
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

test('what silver held before times were bounded is clamped by both engines: as many versions, from the same instants', async () => {
  const { problems, data } = await runAfter(async ({ services }) => {
    for (const contract of contracts) {
      const times = ['0001-01-01', '1850-01-01', '1899-12-31', '2020-01-01', '2060-01-01', '9999-12-30', '9999-12-31'];
      await putUnbounded(
        services.s3,
        contract,
        times.map((day) => Date.parse(`${day}T23:59:59.999Z`)),
      );
    }
  });
  expect(problems).toEqual([]);
  const began = referenceContracts.map(
    ({ name }) => `SELECT '${name}' AS name, CAST(valid_from AS DATE) AS day FROM star.dim_${name}
      WHERE ${name}_bk IN (SELECT ${name}_id FROM history.${name} WHERE event_source = '${poisonSource}')`,
  );
  const rows = await query(data, `${began.join(' UNION ALL ')} ORDER BY 1, 2`);
  for (const { name, history } of referenceContracts) {
    // What keeps no versions is one, as it is now.
    const versions = history === 'versions' ? ['2020-01-01', '2060-01-01', '9999-12-30'] : [];
    expect(rows.filter((row) => row.name === name).map(({ day }) => String(day))).toEqual(['1900-01-01', ...versions]);
  }
});

// A run costs seconds for every contract there is, so contracts share one where their poisons do not meet.
const contractsOfOneRun = 6;

test('files that land in every format, whole and broken, stop nothing: good rows arrive, and each broken file says why', async () => {
  const landed = landedFiles();
  const aside: Record<string, string> = {};
  const { problems, data, summary } = await runAfter(async (runtime) => {
    const { s3, kinesis } = runtime.services;
    const root = join(s3.bucketPath(buckets.landing), layout.landed.prefix);
    for (const [name, { content }] of Object.entries(landed)) {
      await mkdir(join(root, dirname(name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    const files = await openLandedFiles({ runtime, client: kinesis, onWork: () => undefined });
    // At the first look nobody knows whether they are still being written.
    await files.readLanded();
    expect(await files.readLanded()).toBe(Object.keys(landed).length);
    for (const { key, reason } of await listSetAsideFiles({ s3, bucket: buckets.landing })) {
      aside[key.slice(layout.landed.prefix.length)] = reason;
    }
  });
  expect(problems).toEqual([]);
  expect(aside).toEqual(
    Object.fromEntries(Object.entries(landed).flatMap(([name, { fault }]) => (fault === null ? [] : [[name, fault]]))),
  );
  const good = Object.values(landed).reduce((sum, { good: rows }) => sum + rows, 0);
  const [people] = await query(data, "SELECT COUNT(*) AS n FROM star.dim_patient WHERE city = 'Landing'");
  expect(Number(people?.n)).toBe(good);
  expect(summary?.quarantined['decode.unreadable_row']).toBe(
    Object.values(landed).reduce((sum, { unreadable }) => sum + unreadable, 0),
  );
});

describe.runIf(isThorough)(
  'each by itself; together what is refused at the door, and the fields of some contracts',
  () => {
    const groups = Object.groupBy(everyPoison(), (poison) => {
      const { name } = poison;
      if (isRefused(poison)) return 'what is refused';
      const [contract = '', what = ''] = name.split(/[.:] ?/);
      const place = contracts.findIndex((each) => each.name === contract);
      if (place === -1) return 'what no contract looks at';
      // What an envelope does is tried by itself, for one contract of each kind.
      if (oneOfEachKind.includes(contract) && !name.endsWith('at its ends')) return what;
      return `contracts ${Math.floor(place / contractsOfOneRun) * contractsOfOneRun} and following`;
    });
    test.each(Object.entries(groups))('%s', async (_name, poisons = []) => {
      expect((await swallow(...poisons)).problems).toEqual([]);
    });
  },
);

const oneOfEachKind = (['reference', 'event'] as const).map(
  (wanted) => contracts.find(({ kind }) => kind === wanted)?.name ?? '',
);

/** Whether nothing of it reaches silver, so that nothing behind ingest meets it but the vault. */
function isRefused({ payloads }: Poison): boolean {
  const process = processing();
  return payloads.every((payload) => {
    const bytes = Buffer.from(payload as Uint8Array);
    return !process(isUtf8(bytes) ? bytes.toString() : null, Date.now(), bytes).ok;
  });
}

const { tokenize } = createKeyedHash({ version: 'v1', issuer: 'test', key: new Uint8Array(32).fill(9) });
/** As silver has it that the test writes itself. */
const poisonSource = tokenize('event_source', 'urn:medstream:poison');

function processing(): ProcessRecord {
  return createProcessRecord(registry, policyOfZone('silver'), maskingTools(tokenize));
}

/** Writes a silver object of changes of one thing at the given times, epoch ms, as ingest did before it bounded them. */
async function putUnbounded(s3: EmbeddedS3, contract: Contract, times: readonly number[]): Promise<void> {
  const process = processing();
  const arrivalOf = (index: number) => {
    const sequence = String(4_000_000 + index);
    return {
      shard: 'shardId-000000000009',
      sequence,
      paddedSequence: sequence.padStart(64, '0'),
      arrivedAt: Date.now(),
    };
  };
  const objects = createHourObjects(arrivalOf(0));
  for (const [index, eventTime] of times.entries()) {
    const label = `unbounded-${contract.name}`;
    const processed = process(eventText(contract, ordinary(contract, label), { id: `${label}-${index}` }), Date.now());
    if (!processed.ok) throw new Error(`an ordinary record of ${contract.name} is refused`);
    objects.add.accepted(arrivalOf(index), { ...processed.record, eventTime, rowHash: `hash-${index}` });
  }
  for (const { zone, key, body } of objects.encode()) {
    if (zone === 'silver') await s3.send(new PutObjectCommand({ Bucket: zones.silver.name, Key: key, Body: body }));
  }
}
