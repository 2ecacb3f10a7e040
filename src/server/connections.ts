import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const SWEEP_MS = 50;

/** Key of the last answer in progress on a connection; all earlier answers are sent before it. */
const LAST = Symbol('last answer');
type Connection = Socket & { [LAST]?: ServerResponse | undefined };

/**
 * Tracks the connections of clients, which clients keep for their next request (and browsers open some for no
 * request at all): a server that stops waits for each of them, and its own timeouts take a minute.
 *
 * Nothing is added or removed per request: a long-lived set with short-lived members delays V8's collection
 * of short-lived objects, which cost a fifth of the time of a heartbeat.
 */
export class Connections {
  private static readonly known = new WeakMap<Server, Connections>();
  private readonly open = new Set<Connection>();

  /** Returns the connections of a server, the same object each time. */
  static of(server: Server): Connections {
    const known = this.known.get(server) ?? new Connections(server);
    this.known.set(server, known);
    return known;
  }

  private constructor(private readonly server: Server) {
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const connection: Connection = socket;
      if (!(LAST in connection)) {
        this.open.add(connection);
        connection.once('close', () => this.open.delete(connection));
      }
      connection[LAST] = response;
      response.on('close', forget);
    });
  }

  /** Number of unanswered requests. */
  get requests(): number {
    return this.underWay().length;
  }

  /** Closes each connection after the answer in progress, and idle ones together with the last of these. */
  endConnections(): void {
    for (const response of this.underWay()) {
      if (!response.headersSent) response.setHeader('connection', 'close');
      // Streams do not end by themselves.
      else if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.end();
    }
    const sweep = setInterval(() => {
      if (this.underWay().length === 0) this.server.closeAllConnections();
    }, SWEEP_MS);
    // A server that never listened does not emit 'close'.
    sweep.unref();
    this.server.once('close', () => clearInterval(sweep));
  }

  private underWay(): ServerResponse[] {
    return [...this.open].flatMap(({ [LAST]: response }) => response ?? []);
  }
}

/** Returns the answer in progress to the last request of a connection. */
export const answerUnderWay = (socket: Socket): ServerResponse | undefined => (socket as Connection)[LAST];

/** Remove it: thousands of mostly idle connections would keep their last answer in memory. */
function forget(this: ServerResponse): void {
  const connection: Connection = this.req.socket;
  if (connection[LAST] === this) connection[LAST] = undefined;
}
