import { randomUUID } from 'node:crypto';
import {
  GetJobRunCommand,
  type GetJobRunCommandOutput,
  StartJobRunCommand,
  type StartJobRunCommandOutput,
} from '@aws-sdk/client-glue';
import { z } from 'zod';
import { UserError } from '../../domain/safe-error.ts';
import { errorNameOf, TaskError } from './task-error.ts';

/** A Lambda function: its payload, the request id of this invocation, its answer. Both are JSON. */
export type LocalFunction = (payload: unknown, requestId: string) => Promise<unknown>;

/** The part of Glue that a job needs; `idle` resolves when no run is in progress. */
export interface JobRunner {
  send(command: StartJobRunCommand): Promise<StartJobRunCommandOutput>;
  send(command: GetJobRunCommand): Promise<GetJobRunCommandOutput>;
  idle(): Promise<void>;
}

/** What the tasks of a state machine may call, by the names they call it by. */
export interface LocalServices {
  /** By name, the last part of a function's ARN. */
  readonly functions: Readonly<Record<string, LocalFunction>>;
  readonly glue: JobRunner;
}

/** Runs one task: its parameters in, its result out, which travels as JSON. Throws TaskError. */
export type ServiceIntegration = (parameters: unknown) => Promise<unknown>;

/**
 * The service integrations that run on this machine, by the Resource that a Task names. A step that calls another
 * service needs its twin here.
 */
export function serviceIntegrations(services: LocalServices): ReadonlyMap<string, ServiceIntegration> {
  return new Map([
    ['arn:aws:states:::lambda:invoke', (parameters: unknown) => invokeFunction(services, parameters)],
    ['arn:aws:states:::glue:startJobRun.sync', (parameters: unknown) => runJob(services.glue, parameters)],
  ]);
}

const invokeParameters = z.strictObject({ FunctionName: z.string(), Payload: z.unknown() });

/**
 * Invokes a function and answers as https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html says. Every
 * attempt is an invocation with a request id of its own.
 */
async function invokeFunction({ functions }: LocalServices, parameters: unknown): Promise<unknown> {
  const { FunctionName, Payload } = decode(invokeParameters, parameters, 'Lambda.InvalidParameterValueException');
  const name = FunctionName.split(':').at(-1) ?? '';
  const invoke = functions[name];
  if (invoke === undefined) {
    const known = Object.keys(functions).join(', ');
    throw new TaskError(
      'Lambda.ResourceNotFoundException',
      new Error(`function ${name} does not run here; known: ${known}`),
    );
  }
  try {
    return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: await invoke(Payload, randomUUID()) };
  } catch (error) {
    throw new TaskError(errorNameOf(error), error);
  }
}

const jobParameters = z.strictObject({
  JobName: z.string(),
  Arguments: z.record(z.string(), z.string()).optional(),
});

/** Starts a job run, waits for its end and gives the run (https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html). */
async function runJob(glue: JobRunner, parameters: unknown): Promise<unknown> {
  const { JobName, Arguments } = decode(jobParameters, parameters, 'Glue.InvalidInputException');
  const run = await startJob(glue, JobName, Arguments ?? {}).catch((error: unknown) => {
    throw new TaskError(`Glue.${errorNameOf(error)}`, error);
  });
  if (run?.JobRunState !== 'SUCCEEDED') {
    throw new TaskError(
      'States.TaskFailed',
      new UserError(`job ${JobName} failed: ${run?.ErrorMessage ?? 'no reason given'}`),
    );
  }
  return run;
}

async function startJob(glue: JobRunner, name: string, parameters: Record<string, string>) {
  const { JobRunId } = await glue.send(new StartJobRunCommand({ JobName: name, Arguments: parameters }));
  await glue.idle();
  const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: name, RunId: JobRunId }));
  return JobRun;
}

function decode<T>(schema: z.ZodType<T>, parameters: unknown, errorName: string): T {
  const decoded = schema.safeParse(parameters);
  if (decoded.success) return decoded.data;
  const fields = decoded.error.issues.map(({ code, path }) => `${path.join('.') || 'Parameters'}: ${code}`).join(', ');
  throw new TaskError(errorName, new Error(`the embedded service does not take these parameters (${fields})`));
}
