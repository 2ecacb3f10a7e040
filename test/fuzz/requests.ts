import { fc, LONG } from '../support/chances.js';
import type { Operation, Parameter } from './description.js';
import { proofIn, type Knowledge } from './proofs.js';
import { almostFitting, fitting, hostile, hostileText, jsonOf } from './values.js';

/** A request as sent over the wire. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Workers that exist when a run begins, so that some requests name a real one. */
export const KNOWN = ['known-1', 'known-2', 'known-3'] as const;

/** In a path or a query; a lone surrogate has no bytes, and is encoded as invalid UTF-8. */
const encoded = (text: string): string =>
  Array.from(text, (each) => (/^[\ud800-\udfff]$/.test(each) ? '%ED%A0%80' : encodeURIComponent(each))).join(
    '',
  );

const printed = (value: unknown): string => (typeof value === 'string' ? value : jsonOf(value));

const shortText = hostileText.map((text) => text.slice(0, 2000));

const segmentOf = (known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 6 }, ...unknownSegments);

const unknownSegments = [
  { arbitrary: shortText.filter((text) => text !== '').map(encoded), weight: 3 },
  fc.uuid(),
  fc.constantFrom(
    '%',
    '%zz',
    '%00',
    '%2e%2e',
    '%2F',
    '..',
    '.',
    '%c0%80',
    ';',
    '%ff',
    'known-1%20',
    '*',
    ':id',
  ),
];

function queryOf(parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const known = parameters
    .filter((each) => each.in === 'query')
    .map(({ name, schema }) =>
      fc.oneof(fitting(schema), hostile).map((value) => `${name}=${encoded(printed(value).slice(0, 2000))}`),
    );
  const odd = fc.oneof(
    fc.tuple(shortText, shortText).map(([name, value]) => `${encoded(name)}=${encoded(value)}`),
    fc.constantFrom(
      '&&=',
      'limit',
      'limit=1&limit=2',
      '__proto__=1',
      'limit[]=1',
      'limit[a]=1',
      '%',
      '?',
      '#',
      '=%zz',
    ),
  );
  const part = known.length === 0 ? odd : fc.oneof({ arbitrary: fc.oneof(...known), weight: 4 }, odd);
  const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map((all) => `?${all.join('&')}`);
  return fc.oneof({ arbitrary: fc.constant(''), weight: known.length === 0 ? 4 : 1 }, parts);
}

function targetOf({ path, parameters }: Operation, ids: readonly string[]): fc.Arbitrary<string> {
  const parts = path.split('/').map((part) => {
    if (!part.startsWith('{')) return fc.constant(part);
    return segmentOf(part === '{id}' && ids.length > 0 ? ids : KNOWN);
  });
  return fc.tuple(fc.tuple(...parts), queryOf(parameters)).map(([all, query]) => all.join('/') + query);
}

const JSON_TYPE = 'application/json';
const type = fc.oneof(
  { arbitrary: fc.constant(JSON_TYPE), weight: 12 },
  fc.constantFrom(
    'application/json; charset=utf-16',
    'application/json;charset="utf-8"',
    'APPLICATION/JSON',
    JSON_TYPE + ';',
  ),
  fc.constantFrom(
    'text/plain',
    'application/x-ndjson',
    'multipart/form-data; boundary=x',
    'a/b',
    'rubbish',
    '',
    '/',
    ';',
  ),
);

const token = (value: string): string => value.replaceAll(/[^\u0020-\u00ff]|\u007f/g, '?').slice(0, 3000);

/** Headers of HTTP itself, of proxies and browsers, and arbitrary ones. */
const header: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      'authorization',
      'cookie',
      'traceparent',
      'x-forwarded-for',
      'origin',
      'sec-fetch-site',
      'last-event-id',
    ),
    hostileText.map(token),
  ),
  fc.tuple(
    fc.constant('authorization'),
    fc.constantFrom(
      'Bearer',
      'Bearer a.b.c',
      'Bearer wrk_0_0',
      'Basic eDp5',
      'Bearer eyJhbGciOiJub25lIn0.e30.',
    ),
  ),
  fc.tuple(fc.constant('accept'), fc.constantFrom('text/html', 'a', '*/*;q=-1', 'text/event-stream')),
  fc.tuple(fc.constant('accept-encoding'), fc.constantFrom('gzip', 'br;q=9', '*')),
  fc.tuple(fc.constant('content-encoding'), fc.constantFrom('gzip', 'identity', 'x', 'gzip, gzip')),
  fc.tuple(fc.constant('expect'), fc.constantFrom('100-continue', '200-ok', '')),
  fc.tuple(fc.constant('upgrade'), fc.constantFrom('websocket', 'h2c', 'HTTP/2.0')),
  fc.tuple(
    fc.constant('content-length'),
    fc.constantFrom('-1', 'abc', '1e3', '0x10', '+5', '99999999999999999999'),
  ),
  fc.tuple(
    fc.stringMatching(/^[a-z][a-z-]{0,20}$/).map((name) => `x-${name}`),
    hostileText.map(token),
  ),
);
const headers = fc.oneof(
  { arbitrary: fc.constant([]), weight: 4 },
  { arbitrary: fc.array(header, { maxLength: 3 }), weight: 3 },
  header.map(
    ([name, value]) =>
      [
        [name, value],
        [name, value],
      ] as (readonly [string, string])[],
  ),
  fc
    .constantFrom(90, 500, 3000)
    .map((count) => Array.from({ length: count }, (_, index) => [`x-${index}`, 'y'] as const)),
);

/** Between valid JSON and none at all. */
function bodyOf({ body }: Operation, sound: readonly unknown[] = []): fc.Arbitrary<Buffer> {
  const none = fc.constant(Buffer.alloc(0));
  const any = hostile.map((value) => Buffer.from(jsonOf(value)));
  const odd = fc.oneof(
    any,
    fc
      .constantFrom('{', '[', '"', 'nul', '{"a":1}{"b":2}', '\ufeff{}', '{"a":1,}', '01', '{"a":"\u0000"}')
      .map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(LONG ? 1024 : 16).map((kib) => Buffer.from(`"${'x'.repeat(kib * 1024)}"`)),
  );
  if (body === undefined) return fc.oneof({ arbitrary: none, weight: 4 }, odd);
  const written = (value: unknown): Buffer => Buffer.from(jsonOf(value));
  return fc.oneof(
    ...(sound.length === 0 ? [] : [{ arbitrary: fc.constantFrom(...sound).map(written), weight: 4 }]),
    { arbitrary: fitting(body).map(written), weight: 3 },
    { arbitrary: almostFitting(body).map(written), weight: 8 },
    { arbitrary: odd, weight: 2 },
    none,
    fitting(body).map((value) => written(value).subarray(0, -1)),
  );
}

/** Requests for one route: some are valid, most have an error. */
export function requestsFor(operation: Operation, knowledge: Knowledge): fc.Arbitrary<Sent> {
  const { method, name } = operation;
  return fc
    .record({
      target: targetOf(operation, knowledge.ids),
      type,
      headers,
      body: bodyOf(operation, knowledge.bodies[name]),
      proof: proofIn(knowledge),
    })
    .map(({ target, type: given, headers: more, body, proof }) => {
      const typed = body.length > 0 && given !== '' ? [['content-type', given] as const] : [];
      return shownBriefly({ method, target, headers: [...typed, ...proof, ...more], body });
    });
}

/** A failure shows only the beginning: some bodies have a million bytes. */
const shownBriefly = (sent: Sent): Sent =>
  Object.defineProperty(sent, fc.toStringMethod, {
    enumerable: false,
    value: () => {
      const { method, target, headers, body } = sent;
      const lines = headers.slice(0, 5).map((each) => each.join(': ').slice(0, 100));
      return `${method} ${target.slice(0, 200)} [${lines.join(', ')}] ${body.length} bytes: ${body.toString().slice(0, 300)}`;
    },
  });
