import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

/** A span as received; ids in hexadecimal. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
}

/** Receives traces by OTLP over HTTP, in protobuf, of which it reads the few fields that tests need. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly headers: Record<string, unknown>[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.headers.push(request.headers);
      void this.take(request).then(() => response.end());
    });
  }

  static async open(): Promise<OtlpReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OtlpReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async take(request: IncomingMessage): Promise<void> {
    for (const resource of messages(await buffer(request), 1))
      for (const scope of messages(resource, 2))
        for (const span of messages(scope, 2)) this.spans.push(spanOf(span));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function spanOf(span: Buffer): ReceivedSpan {
  const first = (field: number): Buffer => messages(span, field)[0] ?? Buffer.alloc(0);
  return {
    traceId: first(1).toString('hex'),
    spanId: first(2).toString('hex'),
    parentId: first(4).toString('hex'),
    name: first(5).toString(),
  };
}

/** The values of one length-delimited field of a protobuf message; all other fields are skipped. */
function messages(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let place = 0;
  const varint = (): number => {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = message[place++]!;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  };
  while (place < message.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) varint();
    else if (type === 1) place += 8;
    else if (type === 5) place += 4;
    else {
      const length = varint();
      if (tag >>> 3 === wanted) found.push(message.subarray(place, place + length));
      place += length;
    }
  }
  return found;
}
