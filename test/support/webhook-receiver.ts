import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Payload } from '../../src/alerts/payload.js';
import { undocumentedIn } from './documented-messages.js';
import { until } from './waiting.js';

/** One received request, its signature verified by the library. */
export interface Received {
  readonly id: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly payload: Payload;
}

/** How a request is answered; undefined for never. */
export type Answer = { readonly status: number; readonly headers?: Record<string, string> } | undefined;

/** A receiver of webhooks, like an operator's own: it verifies requests and answers as a test wants. */
export class WebhookReceiver {
  readonly secret = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`;
  readonly received: Received[] = [];
  /** Requests with an invalid signature. */
  forged = 0;
  /** What is wrong with messages by docs/webhooks.openapi.json. */
  readonly undocumented = new Set<string>();
  answer: (request: Received) => Answer = () => ({ status: 204 });

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.take(request, response);
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** In the form of the settings. */
  webhook(given: object = {}): object {
    return { url: `http://${this.host}/hook?token=hidden`, secret: this.secret, ...given };
  }

  /** `alert.firing`, …: the received messages of a rule, in order. */
  typesOf(rule: string): string[] {
    return this.of(rule).map(({ payload }) => payload.type);
  }

  of(rule: string): Received[] {
    return this.received.filter(({ payload }) => payload.data.rule === rule);
  }

  /** The first message of that type of a rule, as soon as it arrives. */
  async message(rule: string, type: string): Promise<Received> {
    const find = (): Received | undefined => this.of(rule).find(({ payload }) => payload.type === type);
    await until(() => find() !== undefined);
    return find()!;
  }

  /** @throws where a message was not as documented */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    if (this.undocumented.size > 0) throw new Error([...this.undocumented].join('\n'));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    try {
      const payload = new Webhook(this.secret).verify(body, headers) as Payload;
      const received = { id: headers['webhook-id']!, headers, body, payload };
      this.received.push(received);
      // A row that a test has written has no content.
      if (body !== '{}')
        for (const fault of undocumentedIn('AlertMessage', payload)) this.undocumented.add(fault);
      const answer = this.answer(received);
      if (answer !== undefined) response.writeHead(answer.status, answer.headers ?? {}).end();
    } catch {
      this.forged += 1;
      response.writeHead(401).end();
    }
  }
}
