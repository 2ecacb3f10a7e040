import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
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
    await once(socket, 'connect');
    return socket.remoteAddress!;
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
    asking.end();
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    return { address: asking.socket!.remoteAddress!, status: response.statusCode! };
  } finally {
    // What it still says is of no interest, an error of its socket neither.
    asking.on('error', () => undefined);
    asking.destroy();
  }
}

function openSocket({ host, port, addresses }: Destination, limitMs: number, signal: AbortSignal): Socket {
  const [only] = addresses;
  if (addresses.length === 1) return connect({ host: only!, port, signal });
  return connect({
    host,
    port,
    signal,
    // The name is not looked up again: what was judged is what is dialled.
    lookup: answering(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(limitMs / addresses.length)),
  });
}

const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
