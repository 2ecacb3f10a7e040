import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const SWEEP_MS = 50;

/** The answer that is under way to the last request of a connection; all that came before it are sent before it. */
const LAST = Symbol('last answer');
type Connection = Socket & { [LAST]?: ServerResponse | undefined };

/**
 * The connections of clients, which keep them for their next request (and browsers open some for no request at all):
 * a server that stops waits for every one of them, and its own timeouts take a minute.
 *
 * Nothing is added and taken away with each request: a set that lives long and whose members do not makes V8 keep
 * garbage for young, and clearing it away took a fifth of the time of a heartbeat.
 */
export class Connections {
  private static readonly known = new WeakMap<Server, Connections>();
  private readonly open = new Set<Connection>();

  /** Those of a server, the same ones each time. */
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

  /** Requests that are not answered yet. */
  get requests(): number {
    return this.underWay().length;
  }

  /** From now on each connection ends with the answer that is under way, and the idle ones with the last of these. */
  end(): void {
    for (const response of this.underWay()) {
      if (!response.headersSent) response.setHeader('connection', 'close');
      // A stream has no end of its own.
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

/** The answer that is under way on a connection, to its last request. */
export const answerUnderWay = (socket: Socket): ServerResponse | undefined => (socket as Connection)[LAST];

/** Thousands of connections that are idle most of the time would hold what was answered last. */
function forget(this: ServerResponse): void {
  const connection: Connection = this.req.socket;
  if (connection[LAST] === this) connection[LAST] = undefined;
}
