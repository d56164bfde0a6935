import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../lib/app.ts';
import { reportFindings, stageNames, synthesis, type Violation, violationsIn } from './synthesis.ts';

describe('rule packs', async () => {
  const { acknowledgments, violations, stacks, milliseconds } = await synthesis();
  process.stdout.write(
    `synthesis of ${stacks.length} stacks with validation, without bundling: ${Math.round(milliseconds)} ms\n`,
  );

  test('every stage is synthesized', () => {
    expect(new Set(stacks.map(({ stage }) => stage))).toEqual(new Set(stageNames));
  });

  test('the app is under the rules of AWS Solutions, HIPAA Security and Serverless: a careless stack fails', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'medstream-careless-'));
    onTestFinished(() => rmSync(outdir, { recursive: true }));
    // CloudFormation Validate takes seconds, and is not what this is about.
    vi.stubEnv('CDK_VALIDATION', 'false');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const app = createApp({
      outdir,
      context: { stage: 'emulator', 'aws:cdk:bundling-stacks': [] },
      postCliContext: reportFindings,
    });
    const stack = new Stack(app, 'careless');
    new Bucket(stack, 'Bucket');
    new CfnFunction(stack, 'Function', { code: {}, role: 'arn:aws:iam::000000000000:role/careless' });
    app.synth();
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    const failing = new Set(pluginReports.flatMap(violationsIn).map(({ plugin }: Violation) => plugin));
    expect([...failing]).toEqual(expect.arrayContaining(['AwsSolutions', 'HIPAA.Security', 'Serverless']));
  });

  test.each(stageNames)('nothing is found in %s that is not acknowledged', (stage) => {
    const found = violations
      .filter(({ path }) => path.startsWith(`${stage}/`))
      .map(({ severity, rule, path, description }) => `${severity} ${rule} at ${path}: ${description}`);
    expect(found).toEqual([]);
  });

  test('every acknowledgment is narrow and says why', () => {
    expect(acknowledgments.length).toBeGreaterThan(20);
    for (const { stage, path, rule, reason } of acknowledgments) {
      expect(path.split('/').length, `${rule} for the whole of ${stage}/${path}`).toBeGreaterThan(1);
      expect(reason, `${rule} at ${stage}/${path}`).toMatch(/^.{60,}$/s);
    }
  });

  test('no finding is outside the stages', () => {
    expect(violations.filter(({ path }) => !stageNames.some((stage) => path.startsWith(`${stage}/`)))).toEqual([]);
  });
});
