import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Metrics } from '../platform/observability/metrics.js';

/** While there is no room, one line of the log in this time. */
const LOG_INTERVAL_MS = 60_000;

/**
 * Closes connections that are one too many. `server.maxConnections` of Node does the same, but where processes share a port
 * it hands such a connection to the next process, and where all are full round and round.
 */
export class ConnectionLimit {
  private open = 0;
  private refused = 0;
  private told = -Infinity;

  /** @param tell writes a line of the log */
  constructor(
    server: Server,
    private readonly most: number,
    private readonly tell: (line: string) => void,
  ) {
    server.prependListener('connection', (socket: Socket) => {
      if (this.open >= this.most) return this.refuse(socket);
      this.open += 1;
      socket.once('close', () => (this.open -= 1));
    });
  }

  register(metrics: Metrics): void {
    metrics.gauge({
      name: 'worker_registration_http_connections',
      help: 'Connections of clients that are open.',
      read: () => [[{}, this.open]],
    });
    metrics.counter({
      name: 'worker_registration_http_connections_refused_total',
      help: 'Connections that were closed as they came, since there were server.max-connections of them.',
      read: () => [[{}, this.refused]],
    });
  }

  private refuse(socket: Socket): void {
    socket.destroy();
    this.refused += 1;
    if (performance.now() - this.told < LOG_INTERVAL_MS) return;
    this.told = performance.now();
    this.tell(`${this.most} connections are open, which is server.max-connections: further ones are closed`);
  }
}
