import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';

/** Bytes on a connection, and their possible answers. */
export interface Shape {
  readonly name: string;
  /** Written one after the other, each when the previous one has been sent. */
  readonly pieces: readonly (string | Buffer)[];
  /**
   * The statuses of all answers: a refusal ends the connection, so that nothing after it is read as a
   * request.
   */
  readonly statuses: readonly number[];
}

const LIVE = 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
const LAST = 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n';
const ROUTE = `/${DEFAULT_PREFIX}/register`;

/** Name of the worker that is registered if the rest of a body is read as a request. */
export const SMUGGLED = 'smuggled';
const body = JSON.stringify({ workerId: SMUGGLED, name: SMUGGLED, maxConcurrentJobs: 1 });
const smuggled = `POST ${ROUTE} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

const register = (headers: string, rest: string): string =>
  `POST ${ROUTE} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${rest}`;
const get = (headers: string, rest = ''): string => `GET /livez HTTP/1.1\r\n${headers}\r\n\r\n${rest}`;

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

const refused = (name: string, ...pieces: (string | Buffer)[]): Shape => ({ name, pieces, statuses: [400] });

/** Requests whose end is ambiguous to different readers. */
const smuggling: readonly Shape[] = [
  refused(
    'a length and chunks',
    register('content-length: 4\r\ntransfer-encoding: chunked', `0\r\n\r\n${smuggled}`),
  ),
  refused(
    'chunks and a length',
    register('transfer-encoding: chunked\r\ncontent-length: 4', `0\r\n\r\n${smuggled}`),
  ),
  refused('two lengths', register('content-length: 0\r\ncontent-length: 9', smuggled)),
  refused('one length twice', register('content-length: 2\r\ncontent-length: 2', `{}${smuggled}`)),
  refused('a list of lengths', register('content-length: 2, 2', `{}${smuggled}`)),
  refused('chunks with another name', register('transfer-encoding: xchunked', `0\r\n\r\n${smuggled}`)),
  refused(
    'chunks first, then something else',
    register('transfer-encoding: chunked, identity', `0\r\n\r\n${smuggled}`),
  ),
  refused(
    'two transfer encodings',
    register('transfer-encoding: chunked\r\ntransfer-encoding: identity', `0\r\n\r\n${smuggled}`),
  ),
  refused('a space before the colon', register('content-length : 0', smuggled)),
  refused('a length with a sign', register('content-length: +0', smuggled)),
  refused('a length in hexadecimal', register('content-length: 0x0', smuggled)),
  refused('a negative length', register('content-length: -1', smuggled)),
  refused('a length beyond all numbers', register('content-length: 99999999999999999999999', smuggled)),
  refused('a folded header', register('x-a: b\r\n content-length: 0', smuggled)),
  refused('a bare LF between headers', register('x-a: b\ncontent-length: 0', smuggled)),
  refused('a bare CR in a header', register('x-a: b\rcontent-length: 0', smuggled)),
  refused('NUL in a header', register('x-a: \u0000', smuggled)),
  refused(
    'a chunk whose size is not a number',
    register('transfer-encoding: chunked', `zz\r\n{}\r\n0\r\n\r\n${smuggled}`),
  ),
  refused(
    'a chunk with a huge size',
    register('transfer-encoding: chunked', `fffffffffffffffff\r\n${smuggled}`),
  ),
  refused('a negative chunk', register('transfer-encoding: chunked', `-1\r\n${smuggled}`)),
  refused(
    'a chunk longer than it says',
    register('transfer-encoding: chunked', `2\r\n{}${smuggled}\r\n0\r\n\r\n`),
  ),
  refused(
    'a chunk extension with a bare LF',
    register('transfer-encoding: chunked', `2;a\n{}\r\n0\r\n\r\n${smuggled}`),
  ),
];

/** Input that is not a request, or only the beginning of one. */
const rubbish: readonly Shape[] = [
  refused('a handshake of TLS', Buffer.from('16030100a5010000a10303', 'hex')),
  refused('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  refused('HTTP/0.9', 'GET /livez\r\n'),
  refused('HTTP/3.7', 'GET /livez HTTP/3.7\r\n\r\n'),
  refused('an invalid method', 'GE\u0001T / HTTP/1.1\r\n\r\n'),
  refused('a path with a space', 'GET /li vez HTTP/1.1\r\nhost: a\r\n\r\n'),
  refused('a header without a name', get('host: a\r\n: b')),
  refused('no host', get('x-a: b')),
  refused('half a request line', 'GET /li'),
  refused('half a header', 'GET /livez HTTP/1.1\r\nhos'),
  refused('half a body', register('content-length: 100', '{')),
  refused('half a chunk', register('transfer-encoding: chunked', '64\r\n{')),
  refused('no end of the chunks', register('transfer-encoding: chunked', chunk('{}'))),
  { name: 'nothing', pieces: [], statuses: [] },
  { name: 'empty lines', pieces: ['\r\n\r\n'], statuses: [] },
  { name: 'very long headers', pieces: [get(`host: a\r\nx-a: ${'a'.repeat(20_000)}`)], statuses: [431] },
  {
    name: 'very many headers',
    pieces: [get(`host: a\r\n${'x-a: b\r\n'.repeat(5000)}x: y`)],
    statuses: [431],
  },
  {
    name: 'a very long path',
    pieces: [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`],
    statuses: [431],
  },
  refused(
    'long chunk extensions',
    register('transfer-encoding: chunked', `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
  ),
];

/** Unusual but valid requests. */
const sound: readonly Shape[] = [
  {
    name: 'fifty requests at once',
    pieces: [LIVE.repeat(49) + LAST],
    statuses: Array.from({ length: 50 }, () => 200),
  },
  { name: 'a request byte by byte', pieces: Array.from(LAST), statuses: [200] },
  { name: 'a valid request before an invalid one', pieces: [LIVE, 'rubbish\r\n\r\n'], statuses: [200, 400] },
  {
    name: 'a body in chunks of a byte, with extensions and a trailer',
    pieces: [
      register(
        'connection: close\r\ntransfer-encoding: chunked',
        `${Array.from('{"workerId":5}', (each) => `1;a=b\r\n${each}\r\n`).join('')}0\r\nx-a: b\r\n\r\n`,
      ),
    ],
    statuses: [400],
  },
  {
    name: 'a body that waits for 100-continue',
    pieces: [register('connection: close\r\nexpect: 100-continue\r\ncontent-length: 2', ''), '{}'],
    statuses: [400],
  },
  {
    name: 'an unknown expectation',
    pieces: [LAST.replace('connection', 'expect: 200-ok\r\nconnection')],
    statuses: [200],
  },
  { name: 'an absolute path', pieces: [LAST.replace('/livez', 'http://127.0.0.1/livez')], statuses: [200] },
  { name: 'HTTP/1.0 without a host', pieces: ['GET /livez HTTP/1.0\r\n\r\n'], statuses: [200] },
];

export const shapes: readonly Shape[] = [...smuggling, ...rubbish, ...sound];

/** Requests whose bytes are changed at random. */
export const templates: readonly Buffer[] = [
  Buffer.from(LIVE + LAST),
  Buffer.from(
    register(
      'connection: close\r\ntransfer-encoding: chunked',
      `${chunk('{"workerId":')}${chunk('5}')}0\r\n\r\n`,
    ),
  ),
  Buffer.from(register('connection: close\r\ncontent-length: 14', '{"workerId":5}')),
  Buffer.from(
    `GET /${DEFAULT_PREFIX}?tag=a&limit=5 HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`,
  ),
];
