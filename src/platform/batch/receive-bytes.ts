import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../errors/domain-error.js';
import { clientGone } from './batch.js';
import { BodyBytes } from './body-bytes.js';

/** Size of the pieces that are unpacked at a time. */
const CHUNK = 64 * 1024;

/** A body to receive whole. */
export interface IncomingBytes {
  readonly payload: Readable;
  readonly gzip: boolean;
  /** Announced size in bytes, compressed or not. */
  readonly announced: number | undefined;
  /** Maximum size in bytes, both before and after decompression. */
  readonly bodyLimit: number;
}

/**
 * Receives a body of any type, unpacked.
 * @throws DomainError `body_too_large`, `malformed_json` for one that is not gzip; `bad_request` if the client has disconnected
 */
export async function receiveBytes({ payload, gzip, announced, bodyLimit }: IncomingBytes): Promise<Buffer> {
  const tooLarge = (): DomainError =>
    new DomainError('body_too_large', {
      message: `The body may have up to ${Math.floor(bodyLimit / 1024).toLocaleString('en')} KiB, unpacked`,
    });
  if ((announced ?? 0) > bodyLimit) throw tooLarge();
  const body = new BodyBytes(gzip ? undefined : announced);
  const keep = (chunk: Buffer): void => {
    if (body.length + chunk.length > bodyLimit) throw tooLarge();
    body.append(chunk);
  };
  await (gzip
    ? takeUnpacked(payload, keep, { most: bodyLimit, tooLarge })
    : takeEach(payload, keep, clientGone));
  return body.length === 0 ? Buffer.alloc(0) : body.slice(0, body.length);
}

/**
 * Passes each chunk on, up to the end of the body. Chunks after an error are read and dropped.
 * @param meaning of an error of the source: one of a connection, such as a reset, is no failure of the service
 */
export function takeEach(
  source: Readable,
  take: (chunk: Buffer) => void,
  meaning = (error: Error) => error,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (error?: Error): void => {
      source.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
      source.on('error', () => undefined).resume();
      if (error === undefined) resolve();
      else reject(error);
    };
    const onData = (chunk: Buffer): void => {
      try {
        take(chunk);
      } catch (error) {
        stop(error as Error);
      }
    };
    const onEnd = (): void => stop();
    const onClose = (): void => stop(clientGone());
    const onError = (error: Error): void => stop(meaning(error));
    source.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
    if (source.destroyed) onClose();
  });
}

/** Decompresses a body while it arrives; stops when the compressed bytes alone are too many. */
export async function takeUnpacked(
  payload: Readable,
  take: (chunk: Buffer) => void,
  { most, tooLarge }: { most: number; tooLarge: () => DomainError },
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let packed = 0;
  const count = (chunk: Buffer): void => {
    packed += chunk.length;
    if (packed > most) gunzip.destroy(tooLarge());
  };
  const onClose = (): void => {
    if (!payload.readableEnded) gunzip.destroy(clientGone());
  };
  payload.on('data', count).on('close', onClose).pipe(gunzip);
  if (payload.destroyed) onClose();
  try {
    await takeEach(gunzip, take);
  } catch (error) {
    throw error instanceof DomainError ? error : notGzip(error as Error);
  } finally {
    payload.off('data', count).off('close', onClose).unpipe(gunzip);
    gunzip.destroy();
    payload.on('error', () => undefined).resume();
  }
}

const notGzip = ({ message }: Error): DomainError =>
  new DomainError('malformed_json', { message: `The body is not gzip: ${message}` });
