import type { Readable } from 'node:stream';
import { DomainError } from '../errors/domain-error.js';
import { readJson } from '../http/body-parsers.js';
import { ArrayScanner } from './array-scanner.js';
import { clientGone, notAList, type Batch } from './batch.js';
import type { BodyMemory } from './batches-in-hand.js';
import { requireReadable } from './batch-body.js';
import { BodyBytes } from './body-bytes.js';
import type { ItemScanner } from './item-scanner.js';
import { LineScanner } from './line-scanner.js';
import { takeEach, takeUnpacked } from './receive-bytes.js';
import { ReceivedArray, ReceivedBatch } from './received-batch.js';

const MIB = 1024 * 1024;

/** A body that is not a batch is examined up to this size. */
const LARGEST_READ = 1024 * 1024;

/** The request to receive, and its limits. */
export interface Incoming {
  readonly payload: Readable;
  readonly format: 'array' | 'lines';
  readonly gzip: boolean;
  /** Announced size in bytes, compressed or not. */
  readonly announced: number | undefined;
  /** Maximum size in bytes, both before and after decompression. */
  readonly bodyLimit: number;
  readonly itemLimit: number;
  readonly mostItems: number;
  readonly memory: BodyMemory;
  readonly requireClient: () => void;
}

/**
 * Receives a batch: keeps its bytes and finds and counts its items while they arrive; parses nothing before
 * all have arrived. After the first error everything is dropped, and the rest is read only because the client
 * may look for the answer after it has sent everything.
 * @throws DomainError `body_too_large`, `too_many_items`, `malformed_json`, `validation_failed`,
 * `batches_full`; `bad_request` if the client has disconnected
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
      incoming.memory.reserve(chunk.length);
      body.append(chunk);
      scanner.scan(chunk);
    } catch (error) {
      failure = error;
      body = new BodyBytes();
    }
  };
  await (gzip
    ? takeUnpacked(payload, keep, { most: bodyLimit, tooLarge: () => bodyTooLarge(bodyLimit) })
    : takeEach(payload, keep, clientGone));
  if (failure !== undefined) throw failure;
  if (scanner instanceof ArrayScanner && !scanner.isArray) throw notAnArray(body);
  scanner.end();
  return finished(body, scanner, incoming);
}

async function finished(body: BodyBytes, scanner: ItemScanner, incoming: Incoming): Promise<Batch> {
  const { starts, ends } = scanner;
  const { format, itemLimit, memory, requireClient } = incoming;
  const received = { body, starts, ends, itemLimit, memory, requireClient };
  if (format === 'lines') return new ReceivedBatch(received);
  const array = new ReceivedArray(received);
  await array.checkBody();
  return array;
}

/** Explains what is wrong with a body that is not an array; for this a short one is parsed. */
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
