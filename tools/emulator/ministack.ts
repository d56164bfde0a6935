import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { testAccount } from '../../cli/send/test-account.ts';
import { UserError } from '../../domain/safe-error.ts';
import { ensurePython } from '../python/python-environment.ts';

const serverScript = fileURLToPath(new URL('serve.py', import.meta.url));

export interface EmulatorOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** Directory of the emulator's state, log and temporary files; a later start goes on from there. */
  readonly statePath: string;
  /**
   * Lets a deployed function do only what its role's policies allow; otherwise everything is allowed. Deploy before: MiniStack
   * refuses the CDK CLI's own roles then.
   */
  readonly enforceIam?: boolean;
}

/** A running emulator. */
export interface Emulator {
  /** Such as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly pid: number;
  readonly logPath: string;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /**
   * Keeps what is there now. Objects of buckets are kept as they are written, everything else here and at `stop`: what
   * a stream took in between is gone when the process is killed.
   */
  save(): Promise<void>;
  /** Saves and ends the emulator with the functions it runs. A second call waits for the first. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: nothing is saved. */
  kill(): Promise<void>;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

/**
 * Starts MiniStack on this machine, reachable from it alone.
 * @throws UserError when the port is taken, Python is missing, or the emulator does not come up (with the end of its log).
 */
export async function startEmulator({
  port: wanted,
  statePath,
  enforceIam = false,
}: EmulatorOptions): Promise<Emulator> {
  const port = await freePort(wanted);
  const python = join(await ensurePython('emulator'), 'python');
  const home = resolve(statePath);
  const logPath = join(home, 'emulator.log');
  await prepare(home);
  const log = openSync(logPath, 'a', 0o600);
  const child = spawn(python, [serverScript], {
    cwd: home,
    env: { ...serverEnvironment(home, port), AUTH: String(enforceIam) },
    stdio: ['pipe', log, log, 'pipe'],
    // A group of its own: Ctrl-C is ours to pass on, and the functions' processes can be ended with it.
    detached: true,
  });
  closeSync(log);
  const { pid, stdin } = child;
  const answers = child.stdio[3];
  if (pid === undefined || stdin === null || !(answers instanceof Readable)) {
    const [error] = await once(child, 'error');
    throw new UserError(`the emulator did not start: ${String(error)}`);
  }
  const ended = once(child, 'exit').then(() => undefined);
  const emulator = controlled({ pid, stdin, answers, ended }, `http://127.0.0.1:${port}`, logPath);
  if (await isUp(emulator)) return emulator;
  await emulator.kill();
  const lines = (await readFile(logPath, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
  throw new UserError(`the emulator did not come up on port ${port}; the end of ${logPath}:\n${lines}`);
}

interface ServerProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly answers: Readable;
  readonly ended: Promise<void>;
}

function controlled(server: ServerProcess, endpoint: string, logPath: string): Emulator {
  const { pid, stdin, ended } = server;
  // A process that is gone does not take what is written to it; `ended` tells.
  stdin.on('error', () => undefined);
  const kill = async () => {
    killGroup(pid);
    await ended;
  };
  const stop = async () => {
    stdin.end();
    const enough = new AbortController();
    const tooLong = setTimeout(stopTimeoutMs, true, { signal: enough.signal }).catch(() => false);
    const isStuck = await Promise.race([ended.then(() => false), tooLong]);
    enough.abort();
    // Whatever is left of its functions.
    await kill();
    if (isStuck) {
      throw new UserError(
        `the emulator did not stop and was killed: what came since it was last saved is gone (${logPath})`,
      );
    }
  };
  let stopping: Promise<void> | undefined;
  return {
    endpoint,
    pid,
    logPath,
    ended,
    save: () => save(server),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    kill,
  };
}

async function save({ stdin, answers, ended }: ServerProcess): Promise<void> {
  stdin.write('save\n');
  const gone = ended.then(() => {
    throw new Error('the emulator ended before it had saved its state');
  });
  await Promise.race([once(answers, 'data'), gone]);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The port, or a free one for 0. @throws UserError when it is taken. */
async function freePort(port: number): Promise<number> {
  const probe = createServer();
  probe.listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    throw new UserError(
      `port ${port} of this machine is in use, by another emulator perhaps; stop it, or choose another port with --port`,
    );
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function prepare(home: string): Promise<void> {
  const temporary = join(home, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  // Functions are unpacked here. MiniStack starts them with a CommonJS script, which the package.json of a directory
  // above must not turn into a module.
  await writeFile(join(temporary, 'package.json'), '{ "type": "commonjs" }\n');
}

/** Nothing of the user's environment reaches the emulator or its functions: no profile, no credentials, no proxy. */
export function serverEnvironment(home: string, port: number): NodeJS.ProcessEnv {
  return {
    ...testAccount.environment,
    HOME: join(home, 'tmp'),
    TMPDIR: join(home, 'tmp'),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    PERSIST_STATE: '1',
    STATE_DIR: join(home, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(home, 's3'),
    // Functions run as processes of the `node` that is first in PATH: this one.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    LAMBDA_EXECUTOR: 'local',
    // Listeners of services that are not used here, on ports of their own.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
}

async function isUp({ endpoint, ended }: Emulator): Promise<boolean> {
  let isGone = false;
  void ended.then(() => {
    isGone = true;
  });
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline && !isGone; await setTimeout(100)) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true) return true;
  }
  return false;
}
