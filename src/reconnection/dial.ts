import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';

/** Where one connection goes: a host, and the addresses that were judged for it. */
export interface Destination {
  /** What the worker named: the Host header of HTTP. */
  readonly host: string;
  readonly port: number;
  /** At least one; they are tried in turn, and nothing else is. */
  readonly addresses: readonly string[];
}

/**
 * Opens a connection and closes it.
 * @returns the address that answered
 * @throws what the network says, or the reason of the signal
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
 * Asks a path by GET. The body is not read and a redirect not followed: it is the answer.
 * @returns the address that answered, and the status
 * @throws what the network says, or the reason of the signal
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

/** The head of an answer. What comes after it is of no interest, an error neither. */
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
          // The name is not looked up again: what was judged is what is dialled.
          lookup: answering(addresses),
          autoSelectFamily: true,
          autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(limitMs / addresses.length)),
        });
  // An error that comes when nobody listens any more, or not yet, would end the process.
  return socket.on('error', () => undefined);
}

const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
