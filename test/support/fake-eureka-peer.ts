import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Item {
  readonly appName: string;
  readonly id: string;
  readonly action: string;
  readonly status?: string;
  readonly instanceInfo?: Record<string, unknown>;
}

/** A server of Eureka as its peers see it, with its rules: a renewal of an instance that it does not know gets 404. */
export class FakeEurekaPeer {
  /** What it knows, by id. */
  readonly instances = new Map<string, Record<string, unknown>>();
  readonly overrides = new Map<string, string>();
  /** `Action id` of each item that it received. */
  readonly received: string[] = [];
  readonly requests: IncomingMessage[] = [];
  private server: Server | undefined;
  private port = 0;
  private opened = Promise.resolve();
  private open = (): void => undefined;

  static async start(): Promise<FakeEurekaPeer> {
    const peer = new FakeEurekaPeer();
    await peer.listen();
    return peer;
  }

  /** With a credential. */
  get url(): string {
    return `http://us%3aer:pass@127.0.0.1:${this.port}/eureka`;
  }

  /** `id=status` of each instance, in order. */
  get seen(): string[] {
    return [...this.instances]
      .map(([id, { status }]) => `${id}=${this.overrides.get(id) ?? String(status)}`)
      .toSorted();
  }

  async listen(): Promise<void> {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    ({ port: this.port } = this.server.address() as AddressInfo);
  }

  async close(): Promise<void> {
    const closed = once(this.server!, 'close');
    this.server!.close();
    this.server!.closeAllConnections();
    await closed;
  }

  /** Lists nothing until the returned function is called. */
  holdList(): () => void {
    this.opened = new Promise((resolve) => (this.open = resolve));
    return () => this.open();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(request);
    const body = await request.setEncoding('utf8').toArray();
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      await this.opened;
      const instance = [...this.instances.values()];
      response.end(JSON.stringify({ applications: { application: { name: 'ANY', instance } } }));
      return;
    }
    const { replicationList } = JSON.parse(body.join('')) as { replicationList: Item[] };
    const responseList = replicationList.map((item) => ({ statusCode: this.apply(item) }));
    response.end(JSON.stringify({ responseList }));
  }

  private apply({ action, id, status, instanceInfo }: Item): number {
    this.received.push(`${action} ${id}`);
    if (action === 'Register') this.instances.set(id, instanceInfo!);
    if (!this.instances.has(id)) return 404;
    if (action === 'Cancel') this.instances.delete(id);
    if (action === 'StatusUpdate') this.overrides.set(id, status!);
    if (action === 'Cancel' || action === 'DeleteStatusOverride') this.overrides.delete(id);
    return 200;
  }
}
