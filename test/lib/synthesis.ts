import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runDirectory } from '../run-directory.ts';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is what tests look into, without a type for each resource
  readonly Properties: Record<string, any>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>;
  readonly Parameters?: Record<string, unknown>;
}

export interface SynthesizedStack {
  readonly stage: string;
  /** `foundation`, `ingest`, … */
  readonly name: string;
  readonly stackName: string;
  readonly file: string;
  readonly template: Template;
}

export interface Violation {
  readonly plugin: string;
  readonly rule: string;
  readonly severity: string;
  readonly path: string;
  readonly description: string;
}

/** A finding that is accepted where it occurs. */
export interface Acknowledgment {
  readonly stage: string;
  /** `stack/Construct`. */
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

export interface Synthesis {
  readonly acknowledgments: readonly Acknowledgment[];
  readonly stacks: readonly SynthesizedStack[];
  readonly violations: readonly Violation[];
  /** Time to construct, synthesize and validate every stage, without bundling functions. */
  readonly milliseconds: number;
}

/** Every stage that can be deployed. */
export const stageNames = ['dev', 'staging', 'prod', 'emulator'] as const;

/** Findings are written down for a test to judge; the templates can be looked at all the same. */
export const reportFindings = { '@aws-cdk/core:failSynthOnValidationErrors': false };

const longestWait = 120_000;

/**
 * Every stage, synthesized once per test run without bundling: the first test file that asks does it, the others read the result.
 * @throws Error with what went wrong in whichever file did it.
 */
export async function synthesis(): Promise<Synthesis> {
  const directory = join(runDirectory(), 'synthesis');
  const result = join(directory, 'result.json');
  if (await isFirst(directory)) await synthesize(directory, result);
  for (let waited = 0; !existsSync(result); waited += 100) {
    if (waited > longestWait) throw new Error(`no synthesis in ${directory}; the test file that began it was stopped`);
    await sleep(100);
  }
  const { error, ...rest } = JSON.parse(await readFile(result, 'utf8'));
  if (error !== undefined) throw new Error(error);
  return rest;
}

/** The stack of a stage; fails when there is none. */
export function stackOf({ stacks }: Synthesis, stage: string, name: string): SynthesizedStack {
  const found = stacks.find((stack) => stack.stage === stage && stack.name === name);
  if (found === undefined) throw new Error(`stage ${stage} has no stack ${name}`);
  return found;
}

/** Resources of a type with their logical IDs. */
export function resourcesOf({ template }: SynthesizedStack, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

async function isFirst(directory: string): Promise<boolean> {
  await mkdir(runDirectory(), { recursive: true });
  try {
    await mkdir(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function synthesize(directory: string, result: string): Promise<void> {
  const outcome = await synthesizeStages(directory).catch((error) => ({ error: String(error.stack ?? error) }));
  await writeFile(`${result}.part`, JSON.stringify(outcome));
  await rename(`${result}.part`, result);
}

async function synthesizeStages(directory: string): Promise<Synthesis> {
  const { createApp } = await import('../../lib/app.ts');
  const begin = performance.now();
  const apps = [{ name: 'deployed' }, { name: 'emulator', stage: 'emulator' }].map(({ name, ...stage }) => {
    const outdir = join(directory, name);
    const context = {
      ...stage,
      'aws:cdk:bundling-stacks': [],
      // Says which construct a resource is of.
      'aws:cdk:enable-path-metadata': true,
    };
    createApp({ outdir, context, postCliContext: reportFindings, analyticsReporting: false }).synth();
    return outdir;
  });
  const milliseconds = performance.now() - begin;
  const reports = apps.flatMap((outdir) => readJson(join(outdir, 'validation-report.json')).pluginReports);
  return {
    acknowledgments: apps.flatMap(acknowledgmentsIn),
    stacks: apps.flatMap(stacksIn),
    violations: reports.flatMap(violationsIn),
    milliseconds,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: files that CDK writes
function readJson(path: string): any {
  return JSON.parse(readFileSync(path, 'utf8'));
}

// biome-ignore lint/suspicious/noExplicitAny: files that CDK writes
type Artifact = any;

/** The stacks of an assembly and of the assemblies in it. */
function stacksIn(assembly: string): SynthesizedStack[] {
  const artifacts: Artifact[] = Object.values(readJson(join(assembly, 'manifest.json')).artifacts);
  return artifacts.flatMap((artifact): SynthesizedStack[] => {
    if (artifact.type === 'cdk:cloud-assembly') return stacksIn(join(assembly, artifact.properties.directoryName));
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const [stage = '', name = ''] = artifact.displayName.replace(/ .*/, '').split('/');
    const file = join(assembly, artifact.properties.templateFile);
    return [
      { stage, name, stackName: artifact.properties.stackName, file, template: { Resources: {}, ...readJson(file) } },
    ];
  });
}

function acknowledgmentsIn(app: string): Acknowledgment[] {
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.metadata.json'),
  );
  return files.flatMap((file) =>
    Object.entries<Artifact[]>(readJson(join(app, file))).flatMap(([construct, entries]) =>
      entries
        .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
        .flatMap(({ data }) => Object.entries<string>(data))
        .map(([rule, reason]) => {
          const [stage = '', ...path] = construct.split('/').filter((part) => part !== '');
          return { stage, path: path.join('/'), rule: rule.replace(/^\w+::/, ''), reason };
        }),
    ),
  );
}

/** What one rule pack found, from a validation report of CDK. */
export function violationsIn({ pluginName, violations }: Artifact): Violation[] {
  return violations.flatMap((violation: Artifact) =>
    violation.violatingConstructs.map((construct: Artifact) => ({
      plugin: pluginName,
      rule: violation.ruleName,
      severity: violation.severity,
      path: construct.constructPath,
      description: violation.description,
    })),
  );
}
