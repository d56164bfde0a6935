import { parseArgs } from 'node:util';
import type { Command } from './command.ts';
import { defaultData, wholeNumber } from './options.ts';
import { howToConnect } from './serve-command.ts';
import { jsonScreen, plainScreen, terminalScreen } from './up/screen.ts';
import { type UpPlaces, up } from './up/up.ts';

/** Redshift's. */
const defaultPort = 5439;
const defaultEndpointPort = 4567;
const defaultLoadSeconds = 2;
const defaultLakeMinutes = 5;

/** A clean stop takes less; what has not ended by then is rolled back, as after kill -9. */
const longestStopMs = 4500;

const usage = `usage: medstream up [options]

Runs the whole platform on this machine until Ctrl-C: the stream, the functions, loads of the warehouse every few seconds,
lake models every few minutes, and the warehouse open to psql and BI tools. Beside it, "medstream send" sends to it,
"medstream query" asks it, and any producer with an AWS SDK can put records into it.

  --data DIR            data directory (${defaultData})
  --port N              port of the warehouse (${defaultPort}); 0 for any that is free
  --endpoint-port N     port of the stream (${defaultEndpointPort}); 0 for any that is free
  --load-every S        seconds between loads while something is new (${defaultLoadSeconds})
  --lake-every M        minutes between builds of the lake models while something is new (${defaultLakeMinutes})
  --password-file FILE  its first line is the analyst's password
  --workspace           analysts may create tables in the schema workspace
  --json                print one JSON object a line: what happens, and every second how it is`;

export const upCommand: Command = {
  usage,
  run: async (args, { out }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string', default: defaultData },
        port: { type: 'string', default: String(defaultPort) },
        'endpoint-port': { type: 'string', default: String(defaultEndpointPort) },
        'load-every': { type: 'string', default: String(defaultLoadSeconds) },
        'lake-every': { type: 'string', default: String(defaultLakeMinutes) },
        'password-file': { type: 'string' },
        workspace: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const options = {
      data: values.data,
      port: wholeNumber('--port', values.port),
      endpointPort: wholeNumber('--endpoint-port', values['endpoint-port']),
      loadEveryMs: wholeNumber('--load-every', values['load-every']) * 1000,
      lakeEveryMs: wholeNumber('--lake-every', values['lake-every']) * 60_000,
      passwordFile: values['password-file'],
      workspace: values.workspace,
    };
    const output = process.stdout;
    const screen = values.json
      ? jsonScreen({ write: out })
      : output.isTTY
        ? terminalScreen(output, process.env)
        : plainScreen({ write: out });
    const onReady = (places: UpPlaces) => {
      if (values.json) out(`${JSON.stringify(startedEvent(places))}\n`);
      else out(`${howToUse(places, values.data)}\n`);
    };
    await up(options, screen, onReady, askedToEnd(screen.end));
    return 0;
  },
};

/** Resolves at the first Ctrl-C, or when the process is asked to end; a second Ctrl-C ends it at once. */
function askedToEnd(leaveScreen: () => void): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (isAsked && signal === 'SIGINT') endAtOnce();
        if (isAsked) return;
        isAsked = true;
        setTimeout(endAtOnce, longestStopMs).unref();
        resolve();
      });
    }
    const endAtOnce = () => {
      leaveScreen();
      process.exit(130);
    };
  });
}

function howToUse({ warehouse, kinesis, landing }: UpPlaces, data: string): string {
  const where = data === defaultData ? '' : ` --data ${data}`;
  return [
    `Everything of ${data} runs. Ctrl-C ends it.`,
    '',
    'The warehouse, in which records are some seconds after they arrived:',
    '',
    howToConnect(warehouse),
    'The stream, for medstream and for any producer with an AWS SDK:',
    '',
    `npx medstream send${where} --contract encounter FILE`,
    '',
    `export AWS_ENDPOINT_URL_KINESIS=${kinesis.url} AWS_REGION=${kinesis.region}`,
    `export AWS_ACCESS_KEY_ID=${kinesis.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${kinesis.secretAccessKey}`,
    '',
    'The landing bucket: a file that is put there is read (folders called as contracts, or files of a Synthea export):',
    '',
    `cp -p FILE ${landing}`,
    '',
  ].join('\n');
}

function startedEvent({ warehouse, kinesis, landing }: UpPlaces): object {
  const { host, port, database, analyst, steward, authorityPath } = warehouse;
  return {
    event: 'started',
    at: Date.now(),
    warehouse: { host, port, database, analyst, steward, authorityPath },
    kinesis,
    landing,
  };
}
