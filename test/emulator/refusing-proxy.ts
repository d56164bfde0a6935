import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** Stands between a function and S3 and refuses writes while it is told to. */
export interface RefusingProxy {
  readonly endpoint: string;
  /** Writes to refuse from now on; Infinity until further notice. */
  refuse(writes: number): void;
  /** Writes refused so far. */
  readonly refused: () => number;
  close(): Promise<void>;
}

/** What S3 answers when it is asked for too much (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
const slowDown =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>';

/** Forwards everything to `target` unchanged, on a free port of this machine. */
export async function startRefusingProxy(target: string): Promise<RefusingProxy> {
  let left = 0;
  let refused = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'PUT' && left > 0) {
      left -= 1;
      refused += 1;
      incoming.resume();
      outgoing.writeHead(503, { 'content-type': 'application/xml' }).end(slowDown);
      return;
    }
    const { method, url, headers } = incoming;
    const forwarded = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    refuse: (writes) => {
      left = writes;
    },
    refused: () => refused,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
