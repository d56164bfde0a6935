import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../e2e/cli.ts';

const execute = promisify(execFile);

/** A condition that nobody fulfils, which fails the deployment when the functions of the stack are new already. */
const hopelessCondition = `
    const handle = new CfnWaitConditionHandle(this, 'Nobody');
    const condition = new CfnWaitCondition(this, 'Hopeless', { handle: handle.ref, timeout: '1' });
    for (const { function: deployed } of consumers) condition.node.addDependency(deployed);
`;

/** A copy of the repository as the next release has it. */
export interface NewerRelease {
  /** Runs a script of it, by its path; what it printed. @throws Error when it fails. */
  readonly run: (script: string, ...args: readonly string[]) => Promise<string>;
  /** Makes its ingest stack one whose deployment fails, or right again. */
  readonly breakDeployment: (isBroken: boolean) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Copies the repository, without its tests, to a folder in which every contract has two more fields. */
export async function newerRelease(folder: string): Promise<NewerRelease> {
  const { stdout } = await execute('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  });
  for (const file of stdout.split('\0').filter((name) => name !== '' && !name.startsWith('test/'))) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));

  const addition = await readFile(join(root, 'test/contracts/newer-contract.ts'), 'utf8');
  await writeFile(join(folder, 'contracts/newer-contract.ts'), addition.replaceAll('../../contracts/', './'));
  await replaceIn(join(folder, 'contracts/registry.ts'), [
    ['createRegistry(records)', 'createRegistry(records.map(newerContract))'],
    ["import type { Contract } from './contract.ts';", "$&\nimport { newerContract } from './newer-contract.ts';"],
  ]);
  const run = async (script: string, ...args: readonly string[]) =>
    (await execute(process.execPath, [script, ...args], { cwd: folder })).stdout;
  for (const what of ['warehouse', 'lake', 'field-ids']) await run(`tools/codegen/write-${what}.ts`);

  const stack = join(folder, 'lib/stacks/ingest-stack.ts');
  const whole = await readFile(stack, 'utf8');
  return {
    run,
    breakDeployment: async (isBroken) => {
      await writeFile(stack, whole);
      if (!isBroken) return;
      await replaceIn(stack, [
        ['import { CfnOutput, ', 'import { CfnOutput, CfnWaitCondition, CfnWaitConditionHandle, '],
        ['    this.consumers = consumers;', `$&\n${hopelessCondition}`],
      ]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** @throws Error when the file does not say what is to be replaced: it was written anew, so look here as well. */
async function replaceIn(path: string, changes: readonly (readonly [string, string])[]): Promise<void> {
  let content = await readFile(path, 'utf8');
  for (const [what, by] of changes) {
    if (!content.includes(what)) throw new Error(`${path} does not say ${what}`);
    content = content.replace(what, by);
  }
  await writeFile(path, content);
}
