import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../errors/domain-error.js';
import { readJson } from '../http/body-parsers.js';
import { ArrayScanner } from './array-scanner.js';
import { clientGone, notAList, type Batch } from './batch.js';
import { requireReadable } from './batch-body.js';
import { BodyBytes } from './body-bytes.js';
import type { ItemScanner } from './item-scanner.js';
import { LineScanner } from './line-scanner.js';
import { ReceivedArray, ReceivedBatch } from './received-batch.js';

const MIB = 1024 * 1024;

/** What is unpacked at once. */
const CHUNK = 64 * 1024;

/** A body that is no batch is looked into up to this size. */
const LARGEST_READ = 1024 * 1024;

/** What is to be received, and how much of it. */
export interface Incoming {
  readonly payload: Readable;
  readonly format: 'array' | 'lines';
  readonly gzip: boolean;
  /** How many bytes the client has announced, packed or not. */
  readonly announced: number | undefined;
  /** The largest body in bytes, before and after unpacking. */
  readonly bodyLimit: number;
  readonly itemLimit: number;
  readonly mostItems: number;
  /** Called with the bytes of each part before it is kept. @throws where there is no room for them */
  readonly reserve: (bytes: number) => void;
  readonly requireClient: () => void;
}

/**
 * Receives a batch: its bytes are kept, and its items found and counted, while they arrive; nothing is parsed before all
 * have arrived. With the first error everything is dropped, and the rest is read for the sake of the client alone, which
 * may look for the answer only after it has sent all.
 * @throws DomainError `body_too_large`, `too_many_items`, `malformed_json`, `validation_failed`, `batches_full`; `bad_request`
 * where the client has gone
 */
export async function receiveBatch(incoming: Incoming): Promise<Batch> {
  const { payload, format, announced, bodyLimit, gzip, mostItems } = incoming;
  if ((announced ?? 0) > bodyLimit) throw bodyTooLarge(bodyLimit);
  const scanner = format === 'array' ? new ArrayScanner(mostItems) : new LineScanner(mostItems);
  let body = new BodyBytes(gzip ? undefined : announced);
  let received = 0;
  let failure: unknown;
  const keep = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > bodyLimit) throw bodyTooLarge(bodyLimit);
    if (failure !== undefined) return;
    try {
      incoming.reserve(chunk.length);
      body.append(chunk);
      scanner.scan(chunk);
    } catch (error) {
      failure = error;
      body = new BodyBytes();
    }
  };
  await (gzip ? takeUnpacked(payload, keep, bodyLimit) : takeEach(payload, keep));
  if (failure !== undefined) throw failure;
  if (scanner instanceof ArrayScanner && !scanner.isArray) throw notAnArray(body);
  scanner.end();
  return finished(body, scanner, incoming);
}

async function finished(body: BodyBytes, scanner: ItemScanner, incoming: Incoming): Promise<Batch> {
  const { starts, ends } = scanner;
  const { format, itemLimit, requireClient } = incoming;
  const received = { body, starts, ends, itemLimit, requireClient };
  if (format === 'lines') return new ReceivedBatch(received);
  const array = new ReceivedArray(received);
  await array.check();
  return array;
}

/** Hands each chunk over, up to the end of the body. What follows an error is read and dropped. */
function takeEach(source: Readable, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (error?: Error): void => {
      source.off('data', onData).off('end', onEnd).off('close', onClose).off('error', stop);
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
    source.on('data', onData).on('end', onEnd).on('close', onClose).on('error', stop);
    if (source.destroyed) onClose();
  });
}

/** Unpacks a body while it arrives; stops where the packed bytes alone are too many. */
async function takeUnpacked(
  payload: Readable,
  take: (chunk: Buffer) => void,
  packedLimit: number,
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  let packed = 0;
  const count = (chunk: Buffer): void => {
    packed += chunk.length;
    if (packed > packedLimit) gunzip.destroy(bodyTooLarge(packedLimit));
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

/** Says what is wrong with a body that is not an array: a short one is read for it. */
function notAnArray(body: BodyBytes): DomainError {
  if (body.length <= LARGEST_READ) {
    try {
      requireReadable(readJson(body.slice(0, body.length)));
    } catch (error) {
      return error as DomainError;
    }
  }
  return notAList();
}

const bodyTooLarge = (limit: number): DomainError =>
  new DomainError('body_too_large', {
    message: `A batch may have up to ${(limit / MIB).toLocaleString('en')} MiB, unpacked: split it and send the parts one after another`,
  });

const notGzip = ({ message }: Error): DomainError =>
  new DomainError('malformed_json', { message: `The body is not gzip: ${message}` });
