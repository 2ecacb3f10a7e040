import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WorkerSessions } from '../../src/sessions/worker-sessions.service.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { SessionClient } from '../support/session-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const TEXT = 0x1;

/** A frame of the WebSocket protocol, as bytes; the mask is zero. */
function frameOf(opcode: number, payload: Buffer, isFinal = true): Buffer {
  const head = [(isFinal ? 0x80 : 0) | opcode];
  if (payload.length < 126) head.push(0x80 | payload.length);
  else head.push(0x80 | 126, payload.length >> 8, payload.length & 0xff);
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

/** Whether by a farewell or by a reset. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()));

describe('A session whose client misbehaves', () => {
  let server: TestServer;
  let sessions: WorkerSessions;
  let names = 0;
  beforeAll(async () => {
    server = await startTestServer({ settings: SWEEPS_BY_HAND });
    sessions = server.app.get(WorkerSessions);
  });
  afterAll(() => server.close());

  const worker = async (): Promise<string> => {
    const workerId = `worker-${(names += 1)}`;
    await server.api.post('/register', registration({ workerId }));
    return workerId;
  };
  const becomesSuspect = async (workerId: string): Promise<boolean> => {
    await until(() => isSuspect(workerId));
    return true;
  };
  const isSuspect = async (workerId: string) =>
    (await server.api.get<{ suspect: boolean }>(`/${workerId}`)).body.suspect;
  /** A connection after the handshake, without a client that follows the protocol. */
  const raw = async (workerId: string): Promise<Socket> => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      [
        `GET /${DEFAULT_PREFIX}/${workerId}/session HTTP/1.1`,
        `Host: ${hostname}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        'Sec-WebSocket-Protocol: worker-registration.v1',
        '\r\n',
      ].join('\r\n'),
    );
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString('latin1')).toContain('101 Switching Protocols');
    return socket;
  };

  it.each([
    [
      'that is binary',
      (client: SessionClient) => client.socket.send(Buffer.from('{}'), { binary: true }),
      1003,
    ],
    [
      'that is larger than a heartbeat',
      (client: SessionClient) => client.send(`"${'x'.repeat(70_000)}"`),
      1009,
    ],
  ])('is closed after a frame %s, and its worker is suspect', async (_, send, code) => {
    const workerId = await worker();
    const client = await SessionClient.open(server.url, workerId);
    send(client);
    expect(await client.ends()).toMatchObject({ code });
    expect(await becomesSuspect(workerId)).toBe(true);
  });

  it.each([
    ['that is not UTF-8', [frameOf(TEXT, Buffer.from([0xc3, 0x28]))]],
    [
      'in thousands of fragments',
      [
        frameOf(TEXT, Buffer.from('{'), false),
        ...Array.from({ length: 2000 }, () => frameOf(0, Buffer.from(' '), false)),
      ],
    ],
    ['that is not masked', [Buffer.from([0x81, 0x02, 0x7b, 0x7d])]],
    ['with reserved bits', [frameOf(TEXT | 0x40, Buffer.from('{}'))]],
  ])('is closed after a frame %s', async (_, frames) => {
    const workerId = await worker();
    const socket = await raw(workerId);
    socket.write(Buffer.concat(frames));
    await closed(socket);
    expect(await becomesSuspect(workerId)).toBe(true);
  });

  it.each([
    ['no JSON', '{"type":', 'malformed_json'],
    ['too deep', `{"type":"beat","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'malformed_json'],
    ['no object', '[1]', 'validation_failed'],
    ['empty', ' ', 'validation_failed'],
    ['of an unknown type', '{"type":"constructor"}', 'validation_failed'],
    ['without a type', '{"__proto__":{"type":"beat"}}', 'validation_failed'],
  ])('gets an error for a frame that is %s, and continues', async (_, text, code) => {
    const client = await SessionClient.open(server.url, await worker());
    client.send(text);
    expect(await client.hears('refused')).toMatchObject({ code, status: 400 });
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await client.bye();
  });

  it('is refused heartbeats of a second process, and closed', async () => {
    const client = await SessionClient.open(server.url, await worker());
    client.send({ type: 'beat', ref: 'r', incarnation: 7 });
    expect(await client.hears('refused')).toMatchObject({ ref: 'r', code: 'superseded', status: 409 });
    expect(await client.ends()).toMatchObject({ code: 4409 });
  });

  it('keeps its reference only if it can be repeated', async () => {
    const client = await SessionClient.open(server.url, await worker());
    client.send({ type: 'beat', ref: { a: 1 } });
    expect(await client.hears('ack')).toEqual({
      type: 'ack',
      leaseExpiresAt: expect.any(String),
      warnings: ['ref was dropped: it must be a number or a text of up to 200 characters'],
    });
    await client.bye();
  });

  it('gets all heartbeats acknowledged, however many it sends at once', async () => {
    const workerId = await worker();
    const client = await SessionClient.open(server.url, workerId);
    for (let ref = 0; ref < 1000; ref += 1) client.send({ type: 'beat', ref });
    await until(() => client.frames.filter(({ type }) => type === 'ack').length === 1000);
    const { body } = await server.api.get<{ heartbeatCount: number }>(`/${workerId}`);
    expect(body.heartbeatCount).toBe(1000);
    await client.bye();
  });

  it('is closed if it sends faster than it is answered for a long time', async () => {
    const workerId = await worker();
    const socket = await raw(workerId);
    const beats = Buffer.concat(
      Array.from({ length: 500 }, () => frameOf(TEXT, Buffer.from('{"type":"beat"}'))),
    );
    const flood = (): void => {
      while (!socket.destroyed && socket.write(beats));
    };
    socket.on('drain', flood).on('data', () => undefined);
    flood();
    await closed(socket);
    expect(await becomesSuspect(workerId)).toBe(true);
  });

  it('is closed if it does not read its answers', async () => {
    const workerId = await worker();
    const socket = await raw(workerId);
    socket.pause();
    const bad = Buffer.concat(Array.from({ length: 200 }, () => frameOf(TEXT, Buffer.from('[]'))));
    const timer = setInterval(() => socket.destroyed || socket.write(bad), 5);
    expect(await becomesSuspect(workerId)).toBe(true);
    clearInterval(timer);
    socket.destroy();
  });

  it('is closed within seconds if it answers no pings', async () => {
    const [silent, alive] = [await worker(), await worker()];
    const lost = await SessionClient.open(server.url, silent, { autoPong: false });
    const kept = await SessionClient.open(server.url, alive);
    // Its process is stopped: the system accepts what arrives, but nothing reads it.
    lost.socket.pause();
    expect(await becomesSuspect(silent)).toBe(true);
    expect([kept.closed, await isSuspect(alive)]).toEqual([undefined, false]);
    lost.socket.terminate();
    await kept.bye();
  });

  it('leaves nothing behind', async () => {
    await until(() => sessions.count === 0);
    const stored = async () =>
      (
        await server.database.query(
          'SELECT FROM worker_registration.worker_state WHERE session_instance IS NOT NULL',
        )
      ).length;
    await until(async () => (await stored()) === 0);
    expect(sessions.count).toBe(0);
  });
});
