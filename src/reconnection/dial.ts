import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';

/** The target of a connection: a host, and the addresses that were checked for it. */
export interface Destination {
  /** The host that the worker registered; the Host header of HTTP. */
  readonly host: string;
  readonly port: number;
  /** At least one. Only these are tried, in turn. */
  readonly addresses: readonly string[];
}

/**
 * Opens a connection and closes it.
 * @returns the address that answered
 * @throws the network error, or the reason of the signal
 */
export async function dialTcp(
  destination: Destination,
  limitMs: number,
  signal: AbortSignal,
): Promise<string> {
  const socket = openSocket(destination, limitMs, signal);
  try {
    await once(socket, 'connect', { signal });
    return socket.remoteAddress ?? destination.addresses[0]!;
  } finally {
    socket.destroy();
  }
}

/**
 * Requests a path by GET. Neither reads the body nor follows a redirect: any response counts.
 * @returns the address that answered, and the status
 * @throws the network error, or the reason of the signal
 */
export async function dialHttp(
  destination: Destination,
  path: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<{ address: string; status: number }> {
  const { host, port } = destination;
  const asking = request({
    createConnection: () => openSocket(destination, limitMs, signal),
    host,
    port,
    path,
    headers: {
      host: `${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
      'user-agent': 'worker-registration',
    },
    signal,
  });
  try {
    const { statusCode } = await answerOf(asking.end());
    return { address: asking.socket?.remoteAddress ?? destination.addresses[0]!, status: statusCode! };
  } finally {
    asking.destroy();
  }
}

/** Resolves with the head of the response. Whatever follows it is ignored, errors included. */
function answerOf(asking: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking
      .on('response', resolve)
      .on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response);
      })
      .on('error', reject)
      .on('close', () => reject(new Error('the connection was closed')));
  });
}

function openSocket({ host, port, addresses }: Destination, limitMs: number, signal: AbortSignal): Socket {
  const [only] = addresses;
  const socket =
    addresses.length === 1
      ? connect({ host: only!, port, signal })
      : connect({
          host,
          port,
          signal,
          // The name is not resolved again: the connection goes to the checked addresses.
          lookup: answering(addresses),
          autoSelectFamily: true,
          autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(limitMs / addresses.length)),
        });
  // An error without a listener would end the process.
  return socket.on('error', () => undefined);
}

const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
