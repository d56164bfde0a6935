import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { emulatorPort, emulatorStage } from '../../cli/send/test-account.ts';
import { UserError } from '../../domain/safe-error.ts';
import { hasPython } from '../python/python-environment.ts';
import { bootstrap, type Deployment, deploy, destroy } from './cdk.ts';
import { type Emulator, startEmulator } from './ministack.ts';

const defaults = { port: `${emulatorPort}`, data: '.medstream/emulator', into: '.medstream/pulled' } as const;

const usage = `usage: npm run emulator [-- COMMAND] [options]

  start      starts the emulator, deploys to it and keeps it running until Ctrl-C; what it holds is kept (the default)
  deploy     deploys to the emulator that is running, after a change for instance
  pull       copies what the deployed functions wrote, loads it into a warehouse and builds the lake models
  destroy    removes what was deployed from the emulator that is running; stateful resources stay, as on AWS

  --port N         port on 127.0.0.1 (${defaults.port})
  --data DIR       state and logs of the emulator (${defaults.data}); remove the directory to start from nothing
  --into DIR       where pull puts its copy (${defaults.into})
  --endpoint URL   for deploy, pull and destroy: another emulator, LocalStack for instance`;

interface Options {
  readonly port: number;
  readonly data: string;
  readonly into: string;
  readonly endpoint: string;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const commands: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  start,
  deploy: async ({ endpoint, data }) => report(await bootstrapAndDeploy({ endpoint, statePath: data })),
  pull: async ({ endpoint, into }) => {
    await requireRunning(endpoint);
    // The engines of the embedded runtime are loaded by the one command that needs them.
    const [{ pull }, { formatPull }] = await Promise.all([import('./pull.ts'), import('./format-pull.ts')]);
    say(formatPull(await pull(endpoint, into, say), into));
  },
  destroy: async ({ endpoint, data }) => {
    await requireRunning(endpoint);
    const seconds = await destroy({ endpoint, statePath: data });
    say(`removed the stacks in ${seconds.toFixed(0)} s`);
    // As on AWS: a bucket that is there cannot be made again.
    say(`buckets, keys, logs, the stream and the secret stay (RETAIN); before a new start, remove ${data}`);
  },
};

async function start({ port, data }: Options): Promise<void> {
  if (!(await hasPython('emulator'))) say('installing MiniStack into node_modules/.cache (once, from PyPI)');
  const emulator = await startEmulator({ port, statePath: data });
  say(`MiniStack at ${emulator.endpoint}, its log is ${emulator.logPath}`);
  const interrupted = waitForInterrupt(emulator);
  try {
    const deployment = await Promise.race([
      bootstrapAndDeploy({ endpoint: emulator.endpoint, statePath: data }),
      interrupted,
    ]);
    if (deployment === undefined) return;
    // From here on even a power cut leaves a deployed emulator.
    await emulator.save();
    report(deployment);
    say(nextSteps(port));
    await interrupted;
  } finally {
    say('stopping; what the emulator holds is kept');
    await emulator.stop();
  }
}

/** Resolves at Ctrl-C. @throws UserError when the emulator ends by itself. */
async function waitForInterrupt({ ended, logPath }: Emulator): Promise<undefined> {
  const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal));
  const isGone = await Promise.race([ended.then(() => true), ...interrupts.map((signal) => signal.then(() => false))]);
  if (isGone) throw new UserError(`the emulator ended by itself; ${logPath} says why`);
  return undefined;
}

async function bootstrapAndDeploy(target: { endpoint: string; statePath: string }): Promise<Deployment> {
  await requireRunning(target.endpoint);
  say('cdk bootstrap');
  const bootstrapSeconds = await bootstrap(target);
  say(`cdk bootstrap took ${bootstrapSeconds.toFixed(0)} s\ncdk deploy '${emulatorStage}/*'`);
  const deployment = await deploy(target);
  say(`cdk deploy took ${deployment.seconds.toFixed(0)} s`);
  return deployment;
}

async function requireRunning(endpoint: string): Promise<void> {
  const answer = await fetch(endpoint).catch(() => undefined);
  if (answer === undefined) throw new UserError(`nothing answers at ${endpoint}; start it with: npm run emulator`);
}

function report({ stacks }: Deployment): void {
  for (const { name, changed, outputs } of stacks) {
    say(`\n${name}${changed ? '' : '   (no changes)'}`);
    // Exports between stacks are the CDK's own.
    const own = Object.entries(outputs).filter(([key]) => !key.startsWith('ExportsOutput'));
    for (const [key, value] of own) say(`  ${key.padEnd(24)}${value}`);
  }
}

function nextSteps(port: number): string {
  const isDefault = String(port) === defaults.port;
  const here = isDefault ? '' : ` --port ${port}`;
  const send = `npx medstream send --stage ${emulatorStage}${isDefault ? '' : ` --endpoint http://127.0.0.1:${port}`}`;
  return [
    '',
    'Next, in another terminal',
    '  npx medstream generate --to export',
    `  ${send} --contract patient export/patients.csv`,
    `  ${send} --contract encounter export/encounters.csv`,
    `  npm run emulator -- pull${here}`,
    `  npx medstream query --data ${defaults.into} "SELECT * FROM reporting.encounters_by_department"`,
    `  npm run emulator -- destroy${here}`,
    '',
    'Ctrl-C stops the emulator and keeps what it holds.',
  ].join('\n');
}

/** An option or a command that there is not. */
class CalledWrongly extends Error {
  override readonly name = 'CalledWrongly';
}

function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: defaults.port },
        data: { type: 'string', default: defaults.data },
        into: { type: 'string', default: defaults.into },
        endpoint: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new CalledWrongly(error instanceof Error ? error.message : 'the options cannot be read');
  }
}

async function runCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = optionsOf(args);
  if (values.help) {
    say(usage);
    return;
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535) {
    throw new CalledWrongly(`--port takes a number from 1 to 65535, not ${values.port}`);
  }
  const [name = 'start', ...extra] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined || extra.length > 0)
    throw new CalledWrongly(`there is no command ${positionals.join(' ')}`);
  const endpoint = values.endpoint ?? `http://127.0.0.1:${port}`;
  await command({ port, data: values.data, into: values.into, endpoint });
}

/** Exit codes: 0 done, 1 failed, 2 called wrongly. */
async function main(args: readonly string[]): Promise<number> {
  const complain = (text: string) => void process.stderr.write(`emulator: ${text}\n`);
  try {
    await runCommand(args);
    return 0;
  } catch (error) {
    if (error instanceof CalledWrongly) {
      complain(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (error instanceof UserError) complain(error.message);
    else complain(String(error instanceof Error ? error.stack : error));
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
