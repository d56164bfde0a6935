import { beforeAll, describe, expect, test, vi } from 'vitest';
import { isAdmitted } from '../../cli/recall/admitted.ts';
import { streams } from '../../contracts/platform/streams.ts';
import { contracts } from '../../contracts/registry.ts';
import { EmbeddedS3 } from '../../embedded/s3/s3.ts';
import { EmbeddedSecrets, tokenKeySecret } from '../../embedded/secrets/secrets.ts';
import { buckets } from '../../embedded/services.ts';
import { repositoryTerminology } from '../../embedded/terminology-root.ts';
import { createContainer } from '../../lambdas/ingest-events/container.ts';
import { createLogger, createMetrics, ingestMetrics } from '../../lambdas/shared/powertools.ts';
import { kinesisEvent } from '../lambdas/ingest-events/kinesis-event.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Attack, attacks } from './attacks.ts';
import { hostileFiles, landedFiles } from './hostile-files.ts';
import { type Exposed, type LeakRun, runAttacks } from './leak-run.ts';
import { createSecretIndex } from './secret-index.ts';

/** Something identifying that was found outside of the vaults. */
interface Finding {
  readonly where: string;
  readonly attack: Attack;
}

const byEvent = attacks();
const { files, attacks: byFile } = hostileFiles();
const { files: landed, attacks: byLanding } = landedFiles();
const all = [...byEvent, ...byFile, ...byLanding];

/** Whose each secret is. Two dates of birth may be written alike, month first and day first: such a spelling is nobody's. */
const owners = Map.groupBy(
  all.flatMap((attack) => [...new Set(attack.secrets)].map((secret) => ({ secret, attack }))),
  ({ secret }) => secret,
);
const secretsIn = createSecretIndex(owners.keys());

/** Schemas of what records become: elsewhere nothing of a record has a place, whatever is admitted. */
const schemas = ['staging', 'history', 'star', 'reporting', 'changes', 'silver', 'gold'];
const schemaOf = (where: string) => where.split('.')[0] ?? '';

/** In a log or a manifest it is a count, a size or a version. */
const shortNumber = /^\d{1,7}$/;

function findingsIn(exposed: readonly Exposed[]): Finding[] {
  return exposed.flatMap(({ where, text }) =>
    secretsIn(text).flatMap((secret) => {
      if (shortNumber.test(secret) && !schemas.includes(schemaOf(where))) return [];
      const [owner, another] = owners.get(secret) ?? [];
      return owner === undefined || another !== undefined ? [] : [{ where, attack: owner.attack }];
    }),
  );
}

/** Findings that nobody has admitted, in words without values. */
function unexpected(findings: readonly Finding[]): string[] {
  const texts = findings
    .filter(
      ({ where, attack: { column, spelling } }) => !schemas.includes(schemaOf(where)) || !isAdmitted(column, spelling),
    )
    .map(({ where, attack: { contract, where: planted, spelling } }) => {
      return `${where} has the ${spelling.kind} (${spelling.spelling}) that was planted in ${contract.name}: ${planted}`;
    });
  return [...new Set(texts)].sort();
}

describe('identifiers planted in every place of every contract', () => {
  let run: LeakRun;
  let findings: Finding[];
  beforeAll(async () => {
    run = await runAttacks(byEvent, files, landed);
    findings = findingsIn(run.exposed);
  });

  test('are in no table, view, file, object key, log or output, but where the table of recall admits it', () => {
    expect(unexpected(findings)).toEqual([]);
  });

  test('stop nothing: everything is accounted for, in both stores alike', () => {
    expect(run.problems).toEqual([]);
    expect(run.summary?.silver).toBeGreaterThan(byEvent.length / 3);
    expect(Object.keys(run.summary?.quarantined ?? {}).filter((code) => code.startsWith('internal.'))).toEqual([]);
  });

  test('would be found: what is admitted is found in every schema that holds it, in the lake as in the warehouse', () => {
    expect(new Set(findings.map(({ where }) => schemaOf(where)))).toEqual(new Set(schemas));
    const searched = new Set(run.exposed.map(({ where }) => schemaOf(where)));
    const others = ['audit', 'logs', 'object keys', 'output of run', 'output of send', 'quarantine/warned'];
    expect([...searched]).toEqual(expect.arrayContaining(others));
  });

  test('are at least 250, with each field of each contract among the places, and nobody in two of them', () => {
    expect(byEvent.length).toBeGreaterThan(250);
    const attacked = new Set(all.map(({ contract, where }) => `${contract.name}.${where}`));
    for (const { name, fields } of contracts) {
      for (const field of [...Object.keys(fields), 'id', 'source', 'sourcefile', 'subject', 'the end of the type']) {
        expect(attacked).toContain(`${name}.${field}`);
      }
    }
    const sharedSecrets = [...owners.values()].filter(({ length }) => length > 1).length;
    expect(sharedSecrets).toBeLessThan(owners.size / 100);
  });
});

test('what the deployed function prints of them, logs and metrics, holds nothing of them', async () => {
  const printed: string[] = [];
  const spies = [
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(' '))),
    ),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0),
  ];
  try {
    const folder = await temporaryDirectory();
    const metrics = createMetrics('ingest-events');
    const ingest = await createContainer(
      {
        s3: await EmbeddedS3.open(folder, Object.values(buckets)),
        secrets: await EmbeddedSecrets.open(`${folder}/keys`),
      },
      {
        stream: streams.healthcareEvents.name,
        buckets,
        tokenKeySecret,
        stage: 'laptop',
        terminologyRoot: repositoryTerminology,
      },
      { log: createLogger('ingest-events'), metrics: ingestMetrics(metrics) },
    );
    await ingest(kinesisEvent(byEvent.map(({ payload }) => payload)));
    metrics.publishStoredMetrics();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  expect(printed.join('\n')).toContain('masking.residual_');
  expect(printed.join('\n')).toContain('RecordsQuarantined');
  const exposed = printed.map((text) => ({ where: 'output of the function', text }));
  expect(unexpected(findingsIn(exposed))).toEqual([]);
});
