import { once } from 'node:events';
import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a proxy does with a request that asks for an upgrade: drops the offer, breaks the connection, or answers. */
export type UpgradeTreatment = 'drop' | 'break' | number;

/** A proxy that knows HTTP and passes no upgrades. */
export class PlainProxy {
  private readonly server = createServer((request, response) => this.pass(request, response));

  private constructor(
    private readonly target: string,
    private readonly upgrades: UpgradeTreatment,
  ) {}

  static async to(target: string, upgrades: UpgradeTreatment): Promise<PlainProxy> {
    const proxy = new PlainProxy(target, upgrades);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '/' } = request;
    const { upgrade, connection: _names, ...headers } = request.headers;
    if (upgrade !== undefined && this.upgrades === 'break') request.socket.destroy();
    else if (upgrade !== undefined && this.upgrades !== 'drop')
      response.writeHead(Number(this.upgrades)).end('<p>No</p>');
    else {
      const onward = requestHttp(new URL(url, this.target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    }
  }
}
