import { promisify } from 'node:util';
import { Server, ServerCredentials, type handleUnaryCall } from '@grpc/grpc-js';
import { decodeOtlp } from './otlp-protobuf.js';
import { Received } from './otlp-receiver.js';

const SERVICES = { Traces: 'trace.v1.TraceService', Metrics: 'metrics.v1.MetricsService' } as const;

/** A collector: receives traces and metrics by OTLP over gRPC. */
export class OtlpGrpcReceiver extends Received {
  private readonly server = new Server();

  private constructor() {
    super();
    for (const type of ['Traces', 'Metrics'] as const) {
      const path = `/opentelemetry.proto.collector.${SERVICES[type]}/Export`;
      const Export: handleUnaryCall<Buffer, Buffer> = ({ request, metadata }, done) => {
        this.requests.push({ path, headers: metadata.toHttp2Headers() as Record<string, string> });
        this.receive(type, decodeOtlp(type, request));
        done(null, Buffer.alloc(0));
      };
      this.server.addService({ Export: { path, ...UNARY } }, { Export });
    }
  }

  static async open(): Promise<OtlpGrpcReceiver & { readonly url: string }> {
    const receiver = new OtlpGrpcReceiver();
    const bind = promisify(receiver.server.bindAsync.bind(receiver.server));
    const port = await bind('127.0.0.1:0', ServerCredentials.createInsecure());
    return Object.assign(receiver, { url: `http://127.0.0.1:${port}` });
  }

  close(): void {
    this.server.forceShutdown();
  }
}

const asItIs = (bytes: Buffer): Buffer => bytes;

const UNARY = {
  requestStream: false,
  responseStream: false,
  requestSerialize: asItIs,
  requestDeserialize: asItIs,
  responseSerialize: asItIs,
  responseDeserialize: asItIs,
};
