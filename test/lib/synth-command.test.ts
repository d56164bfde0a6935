import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isThorough } from '../thorough.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** Fails whatever opens a connection; child processes get it too, through NODE_OPTIONS. */
const noNetwork = `
const { Socket } = require('node:net');
Socket.prototype.connect = function (...where) {
  throw new Error('synthesis opened a connection: ' + JSON.stringify(where));
};
`;

describe.runIf(isThorough)('npx cdk synth', () => {
  const work = mkdtempSync(join(tmpdir(), 'medstream-synth-command-'));
  const outdir = join(work, 'out');
  let output = '';

  // Whole and real: the CLI, the rule packs, and the functions bundled.
  beforeAll(async () => {
    const preload = join(work, 'no-network.cjs');
    writeFileSync(preload, noNetwork);
    const cli = require.resolve('aws-cdk/bin/cdk');
    const environment = {
      PATH: process.env.PATH,
      HOME: work,
      NODE_OPTIONS: `--require ${preload}`,
      CDK_DISABLE_VERSION_CHECK: '1',
    };
    const begin = performance.now();
    const { stdout, stderr } = await run(
      process.execPath,
      [cli, 'synth', '--quiet', '--no-notices', '--output', outdir],
      { cwd: repository, env: environment, maxBuffer: 1 << 26 },
    );
    output = stdout + stderr;
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(`cdk synth of dev, staging and prod, with bundling and validation: ${seconds} s\n`);
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  test('needs no account, no region, no credentials and no network', () => {
    expect(output).toContain('Successfully synthesized');
    expect(readdirSync(outdir)).toEqual(expect.arrayContaining(['assembly-dev', 'assembly-staging', 'assembly-prod']));
  });

  test('bundles every function for AWS: one file, its map, and nothing of node_modules', () => {
    const bundles = readdirSync(outdir)
      .map((name) => join(outdir, name))
      .filter((path) => statSync(path).isDirectory() && readdirSync(path).includes('index.js'))
      // What CDK brings for its own custom resources is not ours.
      .filter((path) => !readdirSync(path).includes('__entrypoint__.js'));
    expect(bundles.length).toBeGreaterThanOrEqual(3);
    for (const bundle of bundles) {
      const files = readdirSync(bundle).filter((name) => !['warehouse', 'terminology'].includes(name));
      expect(files.sort()).toEqual(['index.js', 'index.js.map']);
      expect(readFileSync(join(bundle, 'index.js'), 'utf8')).toContain('handler');
    }
  });

  test('the CLI is the one that can read what the library writes', async () => {
    const { version } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    expect(Number.parseInt(version, 10)).toBeGreaterThanOrEqual(55);
    // `cdk ls` reads the assembly, and refuses a schema newer than it knows.
    const { stdout } = await run(process.execPath, [require.resolve('aws-cdk/bin/cdk'), 'ls', '--app', outdir], {
      cwd: work,
      env: { PATH: process.env.PATH, HOME: work, CDK_DISABLE_VERSION_CHECK: '1' },
    });
    expect(stdout.split('\n').filter((line) => line.startsWith('prod/'))).toHaveLength(6);
  });
});

test.runIf(isThorough)('a finding fails the command, whichever stacks it names', async () => {
  const work = mkdtempSync(join(tmpdir(), 'medstream-finding-'));
  onTestFinished(() => rmSync(work, { recursive: true, force: true }));
  const careless = join(work, 'careless.mts');
  writeFileSync(
    careless,
    `import { createApp } from ${JSON.stringify(join(repository, 'lib/app.ts'))};
     import { createRequire } from 'node:module';
     const require = createRequire(${JSON.stringify(join(repository, 'package.json'))});
     const { Stack } = require('aws-cdk-lib');
     const { Topic } = require('aws-cdk-lib/aws-sns');
     const app = createApp({ context: { stage: 'emulator', 'aws:cdk:bundling-stacks': [] } });
     new Topic(new Stack(app, 'careless'), 'Open');
     app.synth();`,
  );
  const command = [require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--app', `node ${careless}`];
  const failure = await run(process.execPath, [...command, '--output', join(work, 'out')], {
    cwd: work,
    env: { PATH: process.env.PATH, HOME: work, CDK_DISABLE_VERSION_CHECK: '1', CDK_VALIDATION: 'false' },
  }).then(
    () => 'the command succeeded',
    (error: { stderr: string }) => error.stderr,
  );
  expect(failure).toContain('AwsSolutions-SNS3');
  expect(failure).toContain('Subprocess exited with error 1');
});

test('library and CLI are pinned, as a pair that was seen to work', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  expect([dependencies['aws-cdk-lib'], devDependencies['aws-cdk']]).toEqual(['2.276.0', '2.1148.1']);
  expect(JSON.parse(readFileSync(require.resolve('aws-cdk-lib/package.json'), 'utf8')).version).toBe('2.276.0');
});
