import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { clientGone, notAList, type Batch } from '../batch/batch.js';
import { receiveBytes } from '../batch/receive-bytes.js';
import { receiveBatch, type Incoming } from '../batch/receive-batch.js';
import { DomainError } from '../errors/domain-error.js';
import { droppedOf } from './expected-input.js';
import { batchFormatOf, requireCoding, requireUtf8 } from './media-type.js';

const GZIP = ['gzip', 'x-gzip'] as const;

type Limits = Pick<Incoming, 'bodyLimit' | 'itemLimit' | 'mostItems' | 'memory'>;

/** Body of a request to a batch route: not a byte of it is read before its route asks for it. */
export class BatchRequest {
  constructor(
    private readonly request: FastifyRequest,
    private readonly payload: Readable,
  ) {}

  /** What was dropped of the request. */
  get warnings(): readonly string[] {
    return droppedOf(this.request);
  }

  /**
   * Reads the body.
   * @throws DomainError `unsupported_media_type`, and those of {@link receiveBatch}
   */
  receive(limits: Limits): Promise<Batch> {
    const { headers } = this.request.raw;
    const type = headers['content-type'];
    const announced = headers['content-length'];
    if (type === undefined && (announced ?? '0') === '0' && headers['transfer-encoding'] === undefined)
      throw notAList();
    const format = batchFormatOf(type ?? '');
    if (format === undefined) throw unsupported(type);
    requireUtf8(type);
    const gzip = requireCoding(headers, GZIP) !== undefined;
    return receiveBatch({
      ...limits,
      payload: this.payload,
      format,
      gzip,
      announced: announced === undefined ? undefined : Number(announced),
      requireClient: () => this.requireClient(),
    });
  }

  /**
   * Reads a body of any type, unpacked.
   * @throws DomainError `unsupported_media_type` for a coding other than gzip, and those of {@link receiveBytes}
   */
  receiveBytes(bodyLimit: number): Promise<Buffer> {
    const { headers } = this.request.raw;
    const announced = headers['content-length'];
    return receiveBytes({
      payload: this.payload,
      gzip: requireCoding(headers, GZIP) !== undefined,
      announced: announced === undefined ? undefined : Number(announced),
      bodyLimit,
    });
  }

  /** @throws DomainError `bad_request` if the client has closed the connection */
  requireClient(): void {
    if (this.request.raw.socket.destroyed) throw clientGone();
  }
}

const unsupported = (type = 'No Content-Type'): DomainError =>
  new DomainError('unsupported_media_type', {
    message: `${type.slice(0, 100)} is not supported here: send application/json or application/x-ndjson`,
  });
