import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientNetwork } from '../platform/http/client-network.js';
import type { Metrics } from '../platform/observability/metrics.js';
import type { ConnectionBounds } from './connection-bounds.js';

/** Minimum time between log lines while there is no room. */
const LOG_INTERVAL_MS = 60_000;

/**
 * Closes excess connections, in total or of one address. `server.maxConnections` of Node limits the total,
 * but if processes share a port it passes such a connection to the next process, and if all are full, round
 * and round.
 */
export class ConnectionLimit {
  private open = 0;
  private readonly openOf = new Map<string, number>();
  private readonly known = new WeakSet<Socket>();
  private refused = 0;
  private untold = 0;
  private loggedAt = -Infinity;

  /** @param tell writes a log line */
  constructor(
    server: Server,
    private readonly bounds: ConnectionBounds,
    private readonly tell: (line: string) => void,
  ) {
    server.prependListener('connection', (socket: Socket) => {
      // An offer of another protocol that was declined: the server reads the connection again.
      if (this.known.has(socket)) return;
      const address = socket.remoteAddress ?? '';
      const full = this.fullFor(address);
      if (full === undefined) this.accept(socket, clientNetwork(address));
      else this.refuse(socket, full);
    });
  }

  registerMetrics(metrics: Metrics): void {
    metrics.addGauge({
      name: 'worker_registration_http_connections',
      help: 'Open connections of clients.',
      read: () => [[{}, this.open]],
    });
    metrics.addCounter({
      name: 'worker_registration_http_connections_refused_total',
      help: 'Connections that were closed on arrival because of server.max-connections or server.max-connections-per-address.',
      read: () => [[{}, this.refused]],
    });
  }

  private accept(socket: Socket, network: string): void {
    this.known.add(socket);
    this.open += 1;
    this.openOf.set(network, (this.openOf.get(network) ?? 0) + 1);
    socket.once('close', () => {
      this.open -= 1;
      const left = this.openOf.get(network)! - 1;
      if (left === 0) this.openOf.delete(network);
      else this.openOf.set(network, left);
    });
  }

  /** Returns the reached limit as text; undefined if there is room. */
  private fullFor(address: string): string | undefined {
    const { most, mostPerAddress, isProxy } = this.bounds;
    if (this.open >= most) return `${most} connections are open, the maximum of this process`;
    const network = clientNetwork(address);
    if ((this.openOf.get(network) ?? 0) < mostPerAddress || isProxy(address)) return undefined;
    return `${mostPerAddress} connections of ${network} are open, the maximum of one address (server.max-connections-per-address)`;
  }

  private refuse(socket: Socket, full: string): void {
    socket.destroy();
    this.refused += 1;
    this.untold += 1;
    if (performance.now() - this.loggedAt < LOG_INTERVAL_MS) return;
    const before = this.untold > 1 ? `; ${this.untold} were closed since the last line` : '';
    this.loggedAt = performance.now();
    this.untold = 0;
    this.tell(`${full}: further connections are closed${before}`);
  }
}
