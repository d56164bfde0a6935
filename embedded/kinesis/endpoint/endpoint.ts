import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { errorName, UserError } from '../../../domain/safe-error.ts';
import type { EmbeddedKinesisCommand } from '../kinesis.ts';
import type { AccessKey } from './access-key.ts';
import { commandOf, formatOutput } from './operations.ts';
import { RequestError } from './request-error.ts';
import { readClaim, verifySignature } from './signature.ts';

/** What answers the commands; {@link EmbeddedKinesis} is one. */
export interface KinesisCommands {
  // biome-ignore lint/suspicious/noExplicitAny: overloads of one method by command are no type that an argument has
  send(command: any): Promise<{ readonly $metadata: unknown }>;
}

export interface EndpointOptions {
  readonly kinesis: KinesisCommands;
  /** What every request must be signed with. */
  readonly key: AccessKey;
  /** 0 for any that is free. */
  readonly port: number;
  /** Told of each fault that is not the client's, which gets a 500. */
  readonly onFault?: (error: unknown) => void;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** Where producers of this machine send to. */
export interface KinesisEndpoint {
  /** Such as `http://127.0.0.1:4567`. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those that were read end for as long as `patienceMs`, and closes every connection. */
  close(patienceMs?: number): Promise<void>;
}

export const loopback = '127.0.0.1';

/** PutRecords takes 10 MiB of data and keys; as base64 in JSON they are a third more. */
const mostBodyBytes = 16 * 1024 * 1024;
const mostConnections = 64;
/** A connection on which nothing happens for so long is closed. */
const idleMs = 60_000;
/** What every HTTP/2 connection begins with (https://www.rfc-editor.org/rfc/rfc9113#section-3.4). */
const http2Preface = Buffer.from('PRI * HTTP/2.0');

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/**
 * Opens Kinesis to the producers of this machine: the AWS JSON 1.1 protocol over HTTP/1.1 or, as the SDK for JavaScript
 * prefers, HTTP/2, on the loopback interface alone. Every request must be signed with the key; a page in a browser that
 * got itself the address of this machine is refused by its Host header.
 * @throws UserError when the port is taken.
 */
export async function openKinesisEndpoint(options: EndpointOptions): Promise<KinesisEndpoint> {
  let isClosing = false;
  let underWay = 0;
  let allAnswered: () => void = () => undefined;
  const handle = (request: Request, response: Response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) allAnswered();
    });
    void respond(options, request, response, isClosing);
  };
  const http1 = createHttp1(handle);
  const http2 = createHttp2(handle);
  // A connection that breaks, or that never spoke HTTP, concerns nobody else.
  http2.on('sessionError', () => undefined);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.subarray(0, http2Preface.length).equals(http2Preface);
      (isHttp2 ? http2 : http1).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  server.maxConnections = mostConnections;
  const port = await listen(server, options.port);
  return {
    url: `http://${loopback}:${port}`,
    port,
    close: async (patienceMs = 1000) => {
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          allAnswered = resolve;
          setTimeout(resolve, patienceMs).unref();
        });
      }
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(isTaken ? new UserError(`port ${port} is not free (${error.code}); choose another one`) : error);
    });
    server.listen(port, loopback, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function respond(options: EndpointOptions, request: Request, response: Response, isClosing: boolean) {
  const requestId = randomUUID();
  let status = 200;
  let body: string;
  try {
    if (isClosing) throw new RequestError('ServiceUnavailable', 'medstream up is ending.', 503);
    const command = await readCommand(options, request);
    body = formatOutput(await options.kinesis.send(command));
  } catch (error) {
    const refusal = refusalOf(error);
    ({ status } = refusal);
    body = JSON.stringify({ __type: refusal.name, message: refusal.message });
    if (status >= 500 && !isClosing) options.onFault?.(error);
  }
  if (response.destroyed || response.writableEnded) return;
  response.statusCode = status;
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.setHeader('x-amzn-requestid', requestId);
  // What is left of a body that was not read must not be taken for the next request.
  if (!request.complete && request.httpVersionMajor === 1) response.setHeader('connection', 'close');
  response.end(body);
}

/** The command of a request that is allowed. @throws RequestError */
async function readCommand(
  { key, now = Date.now }: EndpointOptions,
  request: Request,
): Promise<EmbeddedKinesisCommand> {
  const { headers } = request;
  requireLoopback(headers.host ?? headers[':authority']?.toString());
  if (request.method !== 'POST' || request.url !== '/') {
    throw new RequestError('UnknownOperationException', 'Kinesis takes POST / only.');
  }
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('application/x-amz-json-1.1')) {
    throw new RequestError(
      'UnknownOperationException',
      'Content-Type must be application/x-amz-json-1.1; turn CBOR off (AWS_CBOR_DISABLE=true).',
    );
  }
  const claim = readClaim(headers, key, now());
  const body = await readBody(request);
  await verifySignature(claim, { headers, body }, key);
  return commandOf(String(headers['x-amz-target']), body);
}

/** A name that leads to this machine may be anybody's: https://en.wikipedia.org/wiki/DNS_rebinding. */
function requireLoopback(host: string | undefined): void {
  const name = URL.parse(`http://${host}`)?.hostname;
  if (name === loopback || name === 'localhost') return;
  throw new RequestError('AccessDeniedException', `Use http://${loopback} as the endpoint's address.`, 403);
}

async function readBody(request: Request): Promise<Buffer> {
  const tooLong = () =>
    new RequestError(
      'InvalidArgumentException',
      'The request is longer than Kinesis takes; send fewer records in one.',
    );
  if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) throw tooLong();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBodyBytes) throw tooLong();
  }
  return Buffer.concat(chunks);
}

/** As the service would say it. What is no refusal is told by its name alone: a library's message may quote a record. */
function refusalOf(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof Error && '$fault' in error) {
    const isClients = error.$fault === 'client';
    return new RequestError(error.name, error.message, isClients ? 400 : 500);
  }
  return new RequestError('InternalFailure', `The request failed (${errorName(error)}).`, 500);
}
