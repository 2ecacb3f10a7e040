import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientNetwork } from '../platform/http/client-network.js';
import type { Metrics } from '../platform/observability/metrics.js';
import type { ConnectionBounds } from './connection-bounds.js';

/** While there is no room, one line of the log in this time. */
const LOG_INTERVAL_MS = 60_000;

/**
 * Closes connections that are one too many, of all clients or of one address. `server.maxConnections` of Node does the
 * former, but where processes share a port it hands such a connection to the next process, and where all are full round and round.
 */
export class ConnectionLimit {
  private open = 0;
  private readonly openOf = new Map<string, number>();
  private refused = 0;
  private untold = 0;
  private told = -Infinity;

  /** @param tell writes a line of the log */
  constructor(
    server: Server,
    private readonly bounds: ConnectionBounds,
    private readonly tell: (line: string) => void,
  ) {
    server.prependListener('connection', (socket: Socket) => {
      const address = socket.remoteAddress ?? '';
      const full = this.fullFor(address);
      if (full === undefined) this.accept(socket, clientNetwork(address));
      else this.refuse(socket, full);
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
      help: 'Connections that were closed as they came, since there were server.max-connections of them, or server.max-connections-per-address of their address.',
      read: () => [[{}, this.refused]],
    });
  }

  private accept(socket: Socket, network: string): void {
    this.open += 1;
    this.openOf.set(network, (this.openOf.get(network) ?? 0) + 1);
    socket.once('close', () => {
      this.open -= 1;
      const left = this.openOf.get(network)! - 1;
      if (left === 0) this.openOf.delete(network);
      else this.openOf.set(network, left);
    });
  }

  /** Which bound is reached, in words; undefined where there is room. */
  private fullFor(address: string): string | undefined {
    const { most, mostPerAddress, isProxy } = this.bounds;
    if (this.open >= most) return `${most} connections are open, which is all that this process accepts`;
    const network = clientNetwork(address);
    if ((this.openOf.get(network) ?? 0) < mostPerAddress || isProxy(address)) return undefined;
    return `${mostPerAddress} connections of ${network} are open, which is all that one address may have (server.max-connections-per-address)`;
  }

  private refuse(socket: Socket, full: string): void {
    socket.destroy();
    this.refused += 1;
    this.untold += 1;
    if (performance.now() - this.told < LOG_INTERVAL_MS) return;
    const before = this.untold > 1 ? `; ${this.untold} were closed since the last line` : '';
    this.told = performance.now();
    this.untold = 0;
    this.tell(`${full}: further connections are closed${before}`);
  }
}
