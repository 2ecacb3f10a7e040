import { fc, LONG, SEED } from '../support/chances.js';
import { requestOf, sending, type Sending } from './batch-requests.js';
import { operations, type Operation } from './description.js';
import { faultOf } from './judge.js';
import { RUNS } from './options.js';
import { LINGER_BYTES } from '../../src/platform/http/linger.js';
import { proofIn, type Proof } from './proofs.js';
import { Target } from './target.js';
import { exchange } from './wire.js';

jest.setTimeout(3_600_000);

const ROUTES = ['/register/batch', '/heartbeat/batch'];

interface Totals {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly unlisted: number;
  readonly results: readonly { readonly status: number; readonly credentials?: unknown }[];
}

/** Returns what is wrong with the counts in the answer to a batch. */
function miscountIn(text: string, { given: { bytes, type }, coding: how }: Sending): string | undefined {
  const { total, succeeded, failed, unreadable, unlisted, results } = JSON.parse(text) as Totals;
  if (succeeded + failed !== total || results.length + unlisted !== total)
    return `It miscounts: ${text.slice(0, 200)}`;
  const [least, most] = how === undefined || how === 'packed' ? countedIn(bytes, type) : [0, Infinity];
  if (total < least || total > most) return `It has ${least} items, and is said to have ${total}`;
  if (unreadable > failed) return `More are unreadable than failed: ${text.slice(0, 200)}`;
  const owed = results.filter(({ credentials }) => credentials !== undefined);
  const rest = Buffer.byteLength(text) - Buffer.byteLength(JSON.stringify(owed));
  return rest > 2 * bytes.length + 64 * 1024 ? `The answer has ${rest} bytes for ${bytes.length}` : undefined;
}

/**
 * Returns how many items an accepted body has: as an array those of JSON, else the lines that are not blank.
 */
function countedIn(bytes: Buffer, type: string): readonly [least: number, most: number] {
  if (type.startsWith('application/json;') || type === 'application/json') {
    const length = lengthOf(bytes);
    return length === undefined ? [1, Infinity] : [length, length];
  }
  const lines = bytes.toString('latin1').split(/[\r\n]/);
  const { length } = lines.filter((line) => /[^ \t]/.test(line));
  return [length, length];
}

/** Returns how many items an array has; undefined if one of them is too long to be read. */
function lengthOf(bytes: Buffer): number | undefined {
  try {
    return (JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown[]).length;
  } catch {
    return undefined;
  }
}

/** A client that keeps sending after its request was refused is disconnected, and may lose the answer. */
async function breachBy(
  target: Target,
  path: string,
  operation: Operation,
  made: Sending,
  proof: Proof,
): Promise<string | undefined> {
  const before = await target.state();
  const pieces = requestOf(path, made, proof);
  const [answer, more] = await exchange(target.url, pieces, false);
  if (more !== undefined) return 'There were several answers';
  const isReset = answer === undefined && Buffer.concat(pieces).length > LINGER_BYTES;
  if (isReset || (answer?.status ?? 0) >= 400) {
    const changed = await target.changedSince(before);
    if (changed.length > 0) return `It changed ${changed.join(', ')} and was answered ${answer?.status}`;
  }
  if (answer === undefined) return isReset ? undefined : 'There was no answer';
  return faultOf(answer, operation) ?? (answer.status === 200 ? miscountIn(answer.body, made) : undefined);
}

/** In the long form as many as other requests, and in `npm test` enough to meet each kind of junk. */
const EACH = RUNS * (LONG ? 2 : 4);

describe.each(['open', 'token'] as const)(`Batches at random (seed ${SEED}, auth.mode %s)`, (mode) => {
  let target: Target;
  beforeAll(async () => {
    target = await Target.start(mode);
  });
  afterAll(() => target.end());

  it.each(ROUTES)('to %s get documented answers, complete and within their size limit', async (path) => {
    const operation = operations.find(({ name }) => name.endsWith(path))!;
    await target.renew();
    const shown = proofIn(target.knowledge);
    const property = fc.asyncProperty(sending, shown, async (made, proof) => {
      expect(await breachBy(target, path, operation, made, proof)).toBeUndefined();
    });
    await fc.assert(property, { numRuns: EACH });
  });

  it('cause no unexpected error', async () => {
    expect(target.complaints()).toEqual([]);
    expect(await target.answers()).toBe(true);
  });
});
