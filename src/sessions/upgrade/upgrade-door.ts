import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { endLingering } from '../../platform/http/linger.js';

/** Time until an upgrade is accepted or refused: longer than the limits of the database, whose 503 would otherwise be lost. */
const HANDSHAKE_MS = 30_000;

/** Headers by which a client offers another protocol. */
const OFFERS = new Set(['upgrade', 'http2-settings']);

/** A connection whose client asks for the WebSocket protocol. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What arrived after the request. */
  readonly head: Buffer;
  /** Hands the connection over: nothing can be answered any more. */
  take(): void;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Returns the upgrade that a request asks for; undefined if it does not. */
export const upgradeOf = (request: IncomingMessage): Upgrade | undefined => upgrades.get(request);

/**
 * Passes upgrades of some paths to the request listeners of a server, as if they were ordinary requests: routing, access
 * rules, checks and refusals are then the same as for every other route, with any framework. Upgrades of other paths are left
 * to the other listeners of the server; without any they are ordinary requests, as without this class.
 */
export class UpgradeDoor {
  /** @param isOurs whether a path leads to one of our routes */
  constructor(
    private readonly server: Server,
    private readonly isOurs: (path: string) => boolean,
  ) {}

  openDoor(): void {
    const { server } = this;
    const emit = server.emit.bind(server) as (event: string, ...values: unknown[]) => boolean;
    // Other listeners must not see upgrades of ours: they close what they do not know.
    server.emit = (event: string, ...values: unknown[]): boolean => {
      if (event !== 'upgrade' || !this.isOurUpgrade(values[0] as IncomingMessage))
        return emit(event, ...values);
      this.begin(...(values as [IncomingMessage, Socket, Buffer]));
      return true;
    };
    // Without a listener, Node.js emits no upgrades.
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (server.listenerCount('upgrade') === 1) this.decline(request, socket, head);
    });
  }

  private isOurUpgrade({ method, url = '', headers }: IncomingMessage): boolean {
    return (
      method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && this.isOurs(url.split('?', 1)[0]!)
    );
  }

  private begin(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    const late = setTimeout(() => socket.destroy(), HANDSHAKE_MS).unref();
    socket.once('close', () => clearTimeout(late));
    try {
      response.assignSocket(socket);
    } catch {
      // An earlier request on this connection is still unanswered.
      socket.destroy();
      return;
    }
    response.once('finish', () => {
      response.detachSocket(socket);
      endLingering(socket);
    });
    const take = (): void => {
      clearTimeout(late);
      response.detachSocket(socket);
      response.emit('close');
    };
    upgrades.set(request, { request, socket, head, take });
    this.server.emit('request', request, response);
  }

  /** Lets the server read the request again, without the offer of another protocol. */
  private decline(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (head.length > 0) socket.unshift(head);
    socket.unshift(withoutOffer(request));
    this.server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
  }
}

function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index]!, rawHeaders[index + 1]!];
    if (OFFERS.has(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutNames(value) : value}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

const withoutNames = (value: string): string =>
  value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => !OFFERS.has(each.toLowerCase()))
    .join(', ') || 'keep-alive';
