import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../lib/app.ts';
import type { StageSettings } from '../../lib/config/stage-settings.ts';
import { decodeStages, deployedStages, stageDefaults } from '../../lib/config/stages.ts';
import { type Resource, reportFindings, stageNames, synthesis } from './synthesis.ts';

test('a stage deploys its warehouse before the function that writes new columns, and can do without a warehouse', () => {
  const stacksOf = (stage: string) => {
    const app = createApp({ context: { stage, 'aws:cdk:bundling-stacks': [] } });
    return new Map(
      app.node.findAll().flatMap((construct) => (Stack.isStack(construct) ? [[construct.node.id, construct]] : [])),
    );
  };
  for (const stage of deployedStages) {
    const stacks = stacksOf(stage);
    expect(stacks.get('ingest')?.dependencies, stage).toContain(stacks.get('warehouse'));
  }
  expect([...stacksOf('emulator').keys()]).not.toContain('warehouse');
});

describe('settings', () => {
  test.each(stageNames)('the defaults of %s are valid', (stage) => {
    expect(decodeStages(stage, undefined).get(stage)).toEqual(stageDefaults[stage]);
  });

  test('without a name, the stages that are deployed to AWS', () => {
    expect([...decodeStages(undefined, {}).keys()]).toEqual(deployedStages);
  });

  test('cdk.json overrides one value and leaves its neighbours', () => {
    const settings = decodeStages('prod', {
      prod: { ingest: { shardCount: { deviceVitals: 8 } }, alarmEmail: 'team@example.org' },
    });
    expect(settings.get('prod')).toEqual({
      ...stageDefaults.prod,
      alarmEmail: 'team@example.org',
      ingest: {
        ...stageDefaults.prod.ingest,
        shardCount: { ...stageDefaults.prod.ingest.shardCount, deviceVitals: 8 },
      },
    });
  });

  test.each([
    [{ dev: { shards: 3 } }, 'stages.dev', 'shards'],
    [{ dev: { ingest: { shardcount: 3 } } }, 'stages.dev.ingest', 'shardcount'],
    [{ dev: { leftOut: { everything: true } } }, 'stages.dev.leftOut', 'everything'],
  ])('an unknown key is named with its place: %j', (overrides, place, key) => {
    expect(() => decodeStages('dev', overrides)).toThrow(new RegExp(`${place}: .*"${key}"`));
  });

  test.each([
    [{ dev: { ingest: { shardCount: { medicalClaims: 0 } } } }, 'stages.dev.ingest.shardCount.medicalClaims'],
    [{ dev: { ingest: { shardCount: { lab: 2 } } } }, 'stages.dev.ingest.shardCount'],
    [{ dev: { ingest: { shardCount: '3' } } }, 'stages.dev.ingest.shardCount'],
    [{ dev: { ingest: 3 } }, 'stages.dev.ingest'],
    [{ dev: { ingest: null } }, 'stages.dev.ingest'],
    [{ dev: { account: '12' } }, 'stages.dev.account'],
    [{ dev: { tokenIssuer: 'Two Words' } }, 'stages.dev.tokenIssuer'],
    [{ dev: { warehouse: { baseCapacityRpu: 12 } } }, 'stages.dev.warehouse.baseCapacityRpu'],
    [{ dev: { warehouse: { auditHours: [] } } }, 'stages.dev.warehouse.auditHours'],
    [{ dev: { warehouse: { auditHours: [24] } } }, 'stages.dev.warehouse.auditHours.0'],
    [{ dev: { logRetentionDays: 31 } }, 'stages.dev.logRetentionDays'],
    [{ dev: { alarmEmail: 'nobody' } }, 'stages.dev.alarmEmail'],
  ])('a wrong value is named with its place: %j', (overrides, place) => {
    expect(() => decodeStages('dev', overrides)).toThrow(`${place}: `);
  });

  test('a stage that nobody knows is named, with those that are known', () => {
    expect(() => decodeStages('prd', {})).toThrow('no stage is called prd; known: dev, staging, prod, emulator');
    expect(() => decodeStages('dev', { tset: {} })).toThrow('no stage is called tset');
  });

  test('cdk.json of the repository is valid', () => {
    const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
    for (const stage of stageNames) expect(decodeStages(stage, context.stages).size).toBe(1);
  });
});

describe('the shape', async () => {
  const all = await synthesis();
  /** The version of a function carries a hash of its settings in its ID, which may differ. */
  const shape = (stage: string): string[] =>
    all.stacks
      .filter((stack) => stack.stage === stage)
      .flatMap(({ name, template }) =>
        Object.entries(template.Resources).map(
          ([id, { Type }]) => `${name}/${Type === 'AWS::Lambda::Version' ? id.slice(0, -32) : id} ${Type}`,
        ),
      )
      .sort();

  test.each(['dev', 'prod'])('of %s is that of staging: the same resources of the same types', (stage) => {
    expect(shape(stage)).toEqual(shape('staging'));
  });

  test('of the emulator lacks what its settings leave out, and nothing else', () => {
    const whole = shape('staging');
    const part = shape('emulator');
    expect(part.filter((resource) => !whole.includes(resource))).toEqual([]);
    const expected = Object.values(leftOut).flat();
    const missing = whole.filter((resource) => !part.includes(resource));
    expect(missing.filter((resource) => !expected.some((pattern) => pattern.test(resource)))).toEqual([]);
  });
});

/** What each setting leaves out. */
const leftOut: Record<keyof StageSettings['leftOut'], RegExp[]> = {
  warehouse: [/^warehouse\//, /^operations\/(Load|Warehouse|Reconciliation|Audit)/],
  auditTrail: [/^foundation\/AuditTrail/],
  jobEncryption: [/SecurityConfiguration$/],
  tableOptimizers: [/^upkeep\//],
  metricMath: [/^operations\/QuarantineAlarmsShare\w+Alarm/, /^ingest\/.*GapAlarm/],
};

test('a disposable stage leaves nothing behind', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'medstream-disposable-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  // CloudFormation Validate takes seconds, and is not what this is about.
  vi.stubEnv('CDK_VALIDATION', 'false');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const context = {
    stage: 'emulator',
    stages: { emulator: { isDisposable: true } },
    'aws:cdk:bundling-stacks': [],
  };
  createApp({ outdir, context, postCliContext: reportFindings }).synth();
  const assembly = join(outdir, 'assembly-emulator');
  const resources = readdirSync(assembly)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file): Resource[] =>
      Object.values(JSON.parse(readFileSync(join(assembly, file), 'utf8')).Resources ?? {}),
    );
  expect(resources.length).toBeGreaterThan(30);
  expect(resources.filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))).toEqual([]);
});
