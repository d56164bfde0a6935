import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emulatorStage, testAccount } from '../../cli/send/test-account.ts';
import { UserError } from '../../domain/safe-error.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'node_modules/aws-cdk/bin/cdk');

export interface CdkTarget {
  /** Of an emulator, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Directory of the emulator's state: the CLI's log, its home and what it synthesizes are kept there. */
  readonly statePath: string;
}

export interface Deployment {
  /** Deployed stacks in their order. */
  readonly stacks: readonly DeployedStack[];
  readonly seconds: number;
}

export interface DeployedStack {
  readonly name: string;
  /** False when the emulator had this stack already, exactly so. */
  readonly changed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Prepares the emulator's account for the CDK CLI: the bucket for assets and the roles that deploy. Does nothing the second time.
 * @returns seconds it took.
 * @throws UserError with the end of the CLI's output when it fails.
 */
export async function bootstrap(target: CdkTarget): Promise<number> {
  const { account, region } = testAccount;
  // In a directory without cdk.json: a bootstrap needs no app.
  const { seconds } = await cdk(target, ['bootstrap', `aws://${account}/${region}`], resolve(target.statePath));
  return seconds;
}

/**
 * Deploys the stacks of the emulator's stage with the CDK CLI.
 * @throws UserError with the end of the CLI's output when it fails.
 */
export async function deploy(target: CdkTarget): Promise<Deployment> {
  const outputsFile = join(resolve(target.statePath), 'outputs.json');
  await rm(outputsFile, { force: true });
  const stacks = ['deploy', `${emulatorStage}/*`, '--require-approval', 'never', '--outputs-file', outputsFile];
  const { output, seconds } = await cdk(target, [...stacks, ...appOptions(target)], root);
  const outputs = parseOutputs(await readFile(outputsFile, 'utf8').catch(() => '{}'));
  const deployed = [...output.matchAll(/^ ?✅ {2}\S+ \((\S+)\)( \(no changes\))?/gmu)].map(
    ([, name = '', unchanged]) => ({
      name,
      changed: unchanged === undefined,
      outputs: outputs[name] ?? {},
    }),
  );
  return { stacks: deployed, seconds };
}

/**
 * Removes the stacks of the emulator's stage. Resources with RETAIN stay, as they would on AWS.
 * @returns seconds it took.
 * @throws UserError with the end of the CLI's output when it fails.
 */
export async function destroy(target: CdkTarget): Promise<number> {
  const { seconds } = await cdk(target, ['destroy', `${emulatorStage}/*`, '--force', ...appOptions(target)], root);
  return seconds;
}

function appOptions({ statePath }: CdkTarget): string[] {
  return ['--context', `stage=${emulatorStage}`, '--output', join(resolve(statePath), 'cdk.out')];
}

async function cdk(target: CdkTarget, args: readonly string[], cwd: string) {
  const home = resolve(target.statePath);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const logPath = join(home, 'cdk.log');
  const log = createWriteStream(logPath, { flags: 'a', mode: 0o600 });
  const since = performance.now();
  const child = spawn(process.execPath, [cli, ...args, '--no-color', '--no-notices'], {
    cwd,
    env: cliEnvironment(home, target.endpoint),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      output += text.toString();
      log.write(text);
    });
  }
  const [code] = await once(child, 'close');
  log.end();
  if (code !== 0) {
    const lines = output.trimEnd().split('\n').slice(-12).join('\n');
    throw new UserError(`cdk ${args[0]} failed; the end of ${logPath}:\n${lines}`);
  }
  return { output, seconds: (performance.now() - since) / 1000 };
}

/**
 * The CLI sees the emulator and its test account only. Its home is elsewhere: a profile or a file of credentials of this
 * machine's user cannot be picked up.
 */
export function cliEnvironment(home: string, endpoint: string): NodeJS.ProcessEnv {
  return {
    ...testAccount.environment,
    AWS_ENDPOINT_URL: endpoint,
    HOME: home,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    TMPDIR: join(home, 'tmp'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
  };
}

function parseOutputs(text: string): Record<string, Record<string, string>> {
  return JSON.parse(text);
}
