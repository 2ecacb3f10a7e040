import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A port of a worker, which counts connections. */
export class Door {
  /** Connections so far, or requests if it speaks HTTP. */
  visits = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      // Only a reading socket notices the end.
      socket
        .on('error', () => undefined)
        .on('close', () => this.sockets.delete(socket))
        .resume();
    });
  }

  /** Accepts connections and sends nothing. */
  static async silent(port = 0): Promise<Door> {
    const door = new Door(createServer());
    door.server.on('connection', () => (door.visits += 1));
    return door.open(port);
  }

  static async http(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Door> {
    const door: Door = new Door(
      createHttpServer((request, response) => {
        door.visits += 1;
        answer(request, response);
      }),
    );
    return door.open(0);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Currently open connections. */
  get guests(): number {
    return this.sockets.size;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private async open(port: number): Promise<Door> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }
}
