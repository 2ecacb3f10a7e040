// The cost of a token: signing one, verifying one, and the longest time for which a batch of them blocks other
// requests.
//
//   npm run build && node bench/verify-token.mjs [tokens]        default: 200,000
//
// No database: signs and verifies tokens within the process.
import { randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { v7 as uuidv7 } from 'uuid';
import { TokenKey, kidOf } from '../dist/identity/worker-token.js';
import { forEachBreathing } from '../dist/platform/batch/breathe.js';

const count = Number(process.argv[2] ?? 200_000);
const BATCH = 10_000;
const say = (line) => process.stdout.write(`${line}\n`);

const key = new TokenKey('bench', randomBytes(32));
const now = Math.floor(Date.now() / 1000);
const claims = Array.from({ length: BATCH }, (_, index) => ({
  sub: uuidv7(),
  wid: `worker-${index}`,
  inc: 1,
  iat: now,
  exp: now + 3600,
}));
const tokens = claims.map((each) => key.signClaims(each));
const foreign = new TokenKey('bench', randomBytes(32)).signClaims(claims[0]);

/** Microseconds per item, after a warm-up with a tenth of them. */
function microseconds(work) {
  for (let index = 0; index < count / 10; index += 1) work(index % BATCH);
  const start = performance.now();
  for (let index = 0; index < count; index += 1) work(index % BATCH);
  return (((performance.now() - start) / count) * 1000).toFixed(1);
}

/** As in the server: the key is selected by its id, then the token is parsed. */
const verify = (token) => (kidOf(token) === 'bench' ? key.readToken(token) : undefined);

if (verify(tokens[0])?.wid !== 'worker-0' || verify(foreign) !== undefined)
  throw new Error('Verification failed');
say(`verify:         ${microseconds((index) => verify(tokens[index]))} µs`);
say(`reject:         ${microseconds(() => verify(foreign))} µs`);
say(`sign:           ${microseconds((index) => key.signClaims(claims[index]))} µs`);

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const start = performance.now();
await forEachBreathing(claims, (each) => key.signClaims(each));
const ms = performance.now() - start;
delay.disable();
say(`batch of ${BATCH}: ${ms.toFixed(0)} ms, blocks for up to ${(delay.max / 1e6).toFixed(1)} ms`);
