import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { findFreePort } from '../../src/platform/embedded-postgres/free-port.js';

/** `up` leads from the client to the server. */
export type Direction = 'up' | 'down';

/** How a network treats its traffic. */
export interface Weather {
  /** Of each direction. */
  readonly delayMs: number;
  /** Of each direction of each connection. */
  readonly bytesPerSecond: number;
  /** Bytes in this direction are lost, and the connection stays open. */
  readonly lost: Direction | undefined;
}

const FAIR: Weather = { delayMs: 0, bytesPerSecond: Infinity, lost: undefined };

/** Amount of waiting data in one direction of a connection before the sender is slowed down. */
const WINDOW_BYTES = 256 * 1024;

interface Connection {
  readonly sockets: readonly [near: Socket, far: Socket];
  lossy: boolean;
  /** Nothing passes any longer, in either direction, and neither end is informed. */
  forgotten: boolean;
}

/**
 * A route to a server that can be cut off and opened again, at the same address, and be slow or lossy in
 * between.
 */
export class Relay {
  private server: Server | undefined;
  private port = 0;
  private weather = FAIR;
  private bytes = 0;
  private since = performance.now();
  private readonly connections = new Set<Connection>();

  private constructor(private target: URL) {}

  static async to(url: string): Promise<Relay> {
    const relay = new Relay(new URL(url));
    await relay.open();
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The target's URL, with this relay in place of its host and port. */
  get through(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async open(): Promise<void> {
    // A port that no outgoing connection gets while the relay is closed.
    this.port ||= await findFreePort();
    this.server = createServer((near) => this.take(near)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async shut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.cut();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  /** Breaks all connections; new ones are accepted. */
  cut(): void {
    for (const connection of this.connections) this.end(connection);
  }

  /** Like a restarted firewall: open connections stay open but are dead; new ones are accepted. */
  forget(): void {
    for (const connection of this.connections) connection.forgotten = true;
  }

  /**
   * Leads to another server from now on, like a name or a virtual address; open connections stay with the old
   * one.
   */
  lead(url: string): void {
    this.target = new URL(url);
  }

  /** The same, and breaks open connections. */
  turn(url: string): void {
    this.lead(url);
    this.cut();
  }

  /**
   * Default: no disturbance. Connections that lost bytes break afterwards, because they could not continue.
   */
  change(weather: Partial<Weather> = {}): void {
    this.weather = { ...FAIR, ...weather };
    for (const connection of this.connections)
      if (connection.lossy && !connection.forgotten && this.weather.lost === undefined) this.end(connection);
  }

  /** The mean throughput since the last call, in both directions. */
  bytesPerSecond(): number {
    const now = performance.now();
    const rate = (this.bytes / (now - this.since)) * 1000;
    this.bytes = 0;
    this.since = now;
    return rate;
  }

  private take(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    const connection: Connection = { sockets: [near, far], lossy: false, forgotten: false };
    this.connections.add(connection);
    for (const socket of connection.sockets)
      socket
        .setNoDelay(true)
        .on('error', () => undefined)
        .on('close', () => this.end(connection));
    this.pump(connection, near, far, 'up');
    this.pump(connection, far, near, 'down');
  }

  private end(connection: Connection): void {
    this.connections.delete(connection);
    for (const socket of connection.sockets) socket.destroy();
  }

  private pump(connection: Connection, from: Socket, to: Socket, direction: Direction): void {
    let waiting = 0;
    const line = new Line();
    from.on('data', (chunk: Buffer) => {
      if (connection.forgotten || this.weather.lost === direction) {
        connection.lossy = true;
        return;
      }
      this.bytes += chunk.length;
      waiting += chunk.length;
      if (waiting > WINDOW_BYTES) from.pause();
      line.send(this.weather, chunk.length, () => {
        waiting -= chunk.length;
        if (waiting <= WINDOW_BYTES) from.resume();
        if (!to.destroyed) to.write(chunk);
      });
    });
    from.on('end', () => {
      if (!connection.forgotten && this.weather.lost !== direction)
        line.send(this.weather, 0, () => to.end());
    });
  }
}

/** Does one thing after the other, each at its time: later ones overtake nothing. */
class Line {
  private readonly waiting: { readonly at: number; readonly arrive: () => void }[] = [];
  private free = 0;

  send({ delayMs, bytesPerSecond }: Weather, bytes: number, arrive: () => void): void {
    const now = performance.now();
    this.free = Math.max(this.free, now + delayMs) + (bytes / bytesPerSecond) * 1000;
    this.waiting.push({ at: this.free, arrive });
    if (this.waiting.length === 1) this.deliver();
  }

  private deliver(): void {
    while (this.waiting.length > 0) {
      const left = this.waiting[0]!.at - performance.now();
      if (left >= 1) {
        setTimeout(() => this.deliver(), left).unref();
        return;
      }
      this.waiting.shift()!.arrive();
    }
  }
}
