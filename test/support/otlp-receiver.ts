import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { decodeOtlp } from './otlp-protobuf.js';
import { ReceivedMetrics, type MetricsMessage } from './received-metrics.js';

/** A span as received; ids in hexadecimal. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

interface TracesMessage {
  readonly resourceSpans: { readonly scopeSpans: { readonly spans: ReceivedSpan[] }[] }[];
}

/** What a collector has received. */
export class Received {
  readonly spans: ReceivedSpan[] = [];
  readonly metrics: ReceivedMetrics[] = [];
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[] = [];

  protected receive(type: 'Traces' | 'Metrics', message: unknown): void {
    if (type === 'Metrics') this.metrics.push(new ReceivedMetrics(message as MetricsMessage));
    else
      for (const { scopeSpans } of (message as TracesMessage).resourceSpans)
        this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
  }
}

/** A collector: receives traces and metrics by OTLP over HTTP, in protobuf and JSON. */
export class OtlpReceiver extends Received {
  /** The status of its answers; undefined: none. */
  status: number | undefined = 200;

  private constructor(private readonly server: Server) {
    super();
    server.on(
      'request',
      (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response),
    );
  }

  /** @param port of an earlier one that was closed */
  static async open(port = 0): Promise<OtlpReceiver> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new OtlpReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { url: path = '', headers } = request;
    this.requests.push({ path, headers });
    if (this.status === undefined) return;
    if (this.status === 200) {
      const type = path.endsWith('/traces') ? 'Traces' : 'Metrics';
      const isJson = headers['content-type'] === 'application/json';
      this.receive(type, isJson ? JSON.parse(body.toString()) : decodeOtlp(type, body));
    }
    response.writeHead(this.status).end();
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
