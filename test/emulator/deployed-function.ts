import type { KinesisStreamEvent } from 'aws-lambda';
import { z } from 'zod';
import { deployed } from '../../tools/emulator/deployed-names.ts';
import { signedFetch } from './signed-fetch.ts';

const configuration = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.string()) }) });
const mappings = z.object({ EventSourceMappings: z.array(z.object({ UUID: z.string() })) });

/** The ingest function of an emulator through the Lambda API. */
export function deployedFunction(endpoint: string) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await signedFetch(`${endpoint}/2015-03-31/${path}`, 'lambda', { method, ...content });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const failure = response.headers.get('x-amz-function-error');
    // The message could quote a record.
    if (failure !== null) throw new Error(`the function failed: ${failure}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const path = `functions/${deployed.ingestFunction}`;
  return {
    /** Runs the function on a batch, as an event source mapping does. */
    invoke: (event: KinesisStreamEvent) => call('POST', `${path}/invocations`, event),
    /** Adds environment variables; processes that run already end. */
    setVariables: async (added: Readonly<Record<string, string>>) => {
      const { Variables } = configuration.parse(await call('GET', `${path}/configuration`)).Environment;
      await call('PUT', `${path}/configuration`, { Environment: { Variables: { ...Variables, ...added } } });
    },
    /** Ends MiniStack's own reading of the stream, or lets it go on where it ended. */
    setMapping: async (Enabled: boolean) => {
      const { EventSourceMappings } = mappings.parse(await call('GET', 'event-source-mappings'));
      for (const { UUID } of EventSourceMappings) await call('PUT', `event-source-mappings/${UUID}`, { Enabled });
    },
  };
}
