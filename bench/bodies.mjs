// Measures the effect of large and unusual bodies on the service: how long its event loop stops, how much memory it
// needs, and how large the response is.
//
//   npm run build && node bench/bodies.mjs [--full] [name]
//       --full: also bodies of 4 and 64 MiB; name: part of the name of a case
import { request as httpRequest } from 'node:http';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openMonitor } from './support/event-loop.mjs';
import { openPostgres } from './support/postgres.mjs';
import { row, runAlone } from './support/report.mjs';
import { memoryMib, startService } from './support/service.mjs';

const MIB = 1024 * 1024;
/** Growth that V8 needs for the garbage of any body, however small. */
const GARBAGE_MIB = 12;
const [JSON_TYPE, NDJSON] = ['application/json', 'application/x-ndjson'];

/** Repeats a text up to a size. */
const filled = (text, bytes) => text.repeat(Math.max(1, Math.floor(bytes / text.length)));
const list = (text, bytes) => `[${filled(`${text},`, bytes - text.length - 2)}${text}]`;

/** Typical items of a fleet, each padded so that up to 100,000 of them fill the size. */
function items(item, bytes) {
  const length = Math.max(JSON.stringify(item(0)).length, Math.ceil(bytes / 95_000));
  const padded = (at) => {
    const value = item(at);
    const missing = length - JSON.stringify(value).length - 20;
    return JSON.stringify(missing > 0 ? { ...value, note: 'x'.repeat(missing) } : value);
  };
  return Array.from({ length: Math.floor(bytes / (length + 1)) }, (_, at) => padded(at));
}
const worker = (at) => ({
  workerId: `w-${at}`,
  name: `Worker ${at}`,
  maxConcurrentJobs: 4,
  tags: ['a', `r-${at % 40}`],
});
const described = (at) => ({ ...worker(at), capabilities: { models: 'm'.repeat(12_000) } });
const beat = (at) => ({ workerId: `w-${at}`, status: 'ACTIVE', currentJobCount: 1, cpuUsage: 45.5 });

/** Name, content type, and a function that builds a body of a size. */
const BATCHES = [
  ['lines of 1', NDJSON, (bytes) => filled('1\n', bytes)],
  ['lines of x', NDJSON, (bytes) => filled('x\n', bytes)],
  ['lines of {}', NDJSON, (bytes) => filled('{}\n', bytes)],
  ['lines of one worker', NDJSON, (bytes) => filled('{"workerId":"w-1"}\n', bytes)],
  ['[1,1,…]', JSON_TYPE, (bytes) => list('1', bytes)],
  ['[{},{},…]', JSON_TYPE, (bytes) => list('{}', bytes)],
  ['[{"workerId":"w-1"},…]', JSON_TYPE, (bytes) => list('{"workerId":"w-1"}', bytes)],
  ['[[[[…', JSON_TYPE, (bytes) => '['.repeat(bytes)],
  ['[[[…]]] elements', JSON_TYPE, (bytes) => list(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, bytes)],
  ['one string', JSON_TYPE, (bytes) => `["${'x'.repeat(bytes - 4)}"]`],
  ['one line', NDJSON, (bytes) => 'x'.repeat(bytes)],
  [
    'elements of 900 KiB',
    JSON_TYPE,
    (bytes) => list(`{"a":"${'x'.repeat(Math.min(bytes / 2, 900 * 1024))}"}`, bytes),
  ],
  ['elements of 25,000 keys', JSON_TYPE, (bytes) => list(JSON.stringify(keys(24_000)), bytes)],
  [
    '100,000 unreadable lines',
    NDJSON,
    (bytes) => filled(`${'x'.repeat(Math.max(1, bytes / 100_000 - 1))}\n`, bytes),
  ],
  ['100,000 unknown fields', NDJSON, (bytes) => items(() => ({ a: 1, b: 2, c: 3, d: 4 }), bytes).join('\n')],
  ['registrations', NDJSON, (bytes) => items(worker, bytes).join('\n')],
  ['the same registrations again', NDJSON, (bytes) => items(worker, bytes).join('\n')],
  ['registrations, an array', JSON_TYPE, (bytes) => `[${items(worker, bytes).join(',')}]`],
  ['registrations of 12 KiB', NDJSON, (bytes) => items(described, bytes).join('\n')],
  ['heartbeats', NDJSON, (bytes) => items(beat, bytes).join('\n')],
  ['heartbeats, an array', JSON_TYPE, (bytes) => `[${items(beat, bytes).join(',')}]`],
];

/** A batch of up to 5,000 items that one transaction registers. */
const WHOLE = [
  'registrations of 12 KiB, all or nothing',
  (bytes) => items(described, bytes).slice(0, 5000).join('\n'),
];

/** Bodies of the maximum size for a route of one value. */
const SINGLES = [
  ['[[[[…', (bytes) => '['.repeat(bytes)],
  ['{"a":{"a":…', (bytes) => `${'{"a":'.repeat(bytes / 6)}1${'}'.repeat(bytes / 6)}`],
  ['[1,1,…]', (bytes) => list('1', bytes)],
  ['[{},{},…]', (bytes) => list('{}', bytes)],
  ['[1e308,…]', (bytes) => list('1e308', bytes)],
  ['digits', (bytes) => `[${'1'.repeat(bytes - 2)}]`],
  ['100,000 keys', (bytes) => JSON.stringify(keys(Math.min(100_000, bytes / 12)))],
  ['24,000 keys', (bytes) => JSON.stringify(keys(Math.min(24_000, bytes / 12)))],
  ['a string of escapes', (bytes) => `{"name":"${'\\u0041'.repeat(bytes / 6 - 4)}"}`],
  [
    'capabilities as text',
    (bytes) => JSON.stringify({ ...worker(1), capabilities: '['.repeat(bytes - 200) }),
  ],
  ['tags as text', (bytes) => JSON.stringify({ ...worker(1), tags: 'a,'.repeat(bytes / 2 - 200) })],
];

function keys(count) {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]));
}

/** Sends a body; counts the response without keeping it. */
function send(url, headers, body) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method: 'POST',
      agent: false,
      headers: { ...headers, 'content-length': body.length },
    });
    let answered = 0;
    request.on('response', (response) => {
      response.on('data', (chunk) => (answered += chunk.length));
      response.on('end', () => resolve({ status: response.statusCode, answered }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function measured(service, monitor, path, headers, body) {
  const before = await memoryMib(service.pid);
  let most = before;
  const watch = setInterval(() => {
    void memoryMib(service.pid).then((now) => (most = Math.max(most, now)));
  }, 10);
  await monitor.ask();
  const began = performance.now();
  const { status, answered } = await send(`${service.api}${path}`, headers, body);
  const seconds = (performance.now() - began) / 1000;
  const { longestMs, longestCpuMs } = await monitor.ask();
  clearInterval(watch);
  return { status, answered, seconds, longestMs, longestCpuMs, grownMib: most - before };
}

export async function* bodies({ sizes = [1, 8], name: part = '' } = {}) {
  const postgres = await openPostgres();
  const monitor = openMonitor();
  const service = await startService(postgres.url, {
    ...monitor.env,
    JOBSCHEDULER_WORKER_MAX_REGISTRATION_ATTEMPTS: '1000000',
    JOBSCHEDULER_WORKER_MAX_ADDRESS_FAILURES: '1000000',
  });
  const rowsOf = async (name, path, headers, body) => {
    const packed = headers['content-encoding'] === undefined ? body : gzipSync(body);
    const { status, answered, seconds, longestMs, longestCpuMs, grownMib } = await measured(
      service,
      monitor,
      path,
      headers,
      packed,
    );
    const bench = `${path}: ${name}, ${(body.length / MIB).toFixed(1)} MiB`;
    return [
      row({
        bench,
        figure: longestMs,
        unit: 'ms stopped',
        atMost: 100,
        note: `${longestCpuMs.toFixed(0)} ms of CPU; ${status} after ${seconds.toFixed(1)} s`,
      }),
      row({
        bench,
        figure: grownMib,
        unit: 'MiB of growth',
        atMost: Math.round(Math.max(GARBAGE_MIB, (3 * packed.length) / MIB)),
        note: `answer ${(answered / 1024).toFixed(0)} KiB, ${(answered / body.length).toFixed(1)} times`,
      }),
    ];
  };
  try {
    // Warm-up: measures no first calls of functions.
    await send(
      `${service.api}/register/batch`,
      { 'content-type': NDJSON },
      Buffer.from(items(worker, MIB).join('\n')),
    );
    const wanted = ([name]) => name.includes(part);
    for (const [name, make] of SINGLES.filter(wanted))
      for (const [path, size] of [
        ['/register', MIB],
        ['/w-1/heartbeat', 64 * 1024],
        ['/w-1/drain', MIB],
      ])
        yield* await rowsOf(name, path, { 'content-type': JSON_TYPE }, Buffer.from(make(size)));
    for (const size of sizes) {
      for (const [name, type, make] of BATCHES.filter(wanted))
        for (const path of ['/register/batch', '/heartbeat/batch'])
          yield* await rowsOf(name, path, { 'content-type': type }, Buffer.from(make(size * MIB)));
      for (const [name, make] of [WHOLE].filter(wanted)) {
        const body = Buffer.from(make(size * MIB));
        yield* await rowsOf(name, '/register/batch?allOrNothing=true', { 'content-type': NDJSON }, body);
      }
    }
    const bomb = Buffer.alloc(1024 * MIB, 'x\n');
    yield* await rowsOf(
      '1 GiB, packed',
      '/register/batch',
      { 'content-type': NDJSON, 'content-encoding': 'gzip' },
      bomb,
    );
  } finally {
    await service.stop();
    await postgres.close();
    await monitor.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const given = process.argv.slice(2);
  const name = given.find((each) => each !== '--full');
  await runAlone('bodies', bodies({ sizes: given.includes('--full') ? [1, 4, 8, 64] : [1, 8], name }));
}
