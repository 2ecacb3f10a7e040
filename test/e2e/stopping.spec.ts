import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { registration } from '../factories/registration.factory.js';
import { EventStream } from '../support/event-stream.js';
import { ProductFolders } from '../support/product.js';
import { SessionClient } from '../support/session-client.js';
import { freePort, statusOf, until } from '../support/waiting.js';

let folders: ProductFolders;

beforeAll(async () => {
  folders = await ProductFolders.create();
  await folders.first.ready();
  await folders.first.stop();
});
afterEach(() => folders.clean());
afterAll(() => folders.removeAll());

describe('A stop', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s accepts no further requests, ends streams, answers requests in progress and leaves nothing behind',
    async (signal) => {
      const product = await folders.startAgain();
      const url = await product.ready();
      const stream = await EventStream.open(url);
      const underWay = await Promise.all(Array.from({ length: 10 }, () => beginRegistering(url)));
      expect(await product.postgresPids()).not.toEqual([]);

      product.signal(signal);
      await until(() => stream.hasEnded);
      await until(async () => (await statusOf(`${url}/readyz`)) !== 200);
      const statuses = await Promise.all(underWay.map((each) => each.finish()));

      expect(statuses).toEqual(underWay.map(() => 201));
      expect(await product.exit).toEqual({ code: 0, signal: null });
      expect(await product.postgresPids()).toEqual([]);
      expect(product.log.slice(-2).map(({ msg }) => msg)).toEqual([`${signal}: stopping`, 'Stopped']);
    },
  );

  it('loses nothing that was acknowledged under load', async () => {
    const product = await folders.startAgain();
    const api = await product.api();
    /** Heartbeats by worker. */
    const acknowledged = new Map<string, number>();
    const client = async (name: string): Promise<void> => {
      for (let i = 0; ; i += 1) {
        const workerId = `${name}-${i}`;
        const registered = await api.post('/register', registration({ workerId }));
        if (registered.status === 201) acknowledged.set(workerId, 0);
        const beaten = await api.post(`/${workerId}/heartbeat`, {});
        if (beaten.status === 200) acknowledged.set(workerId, 1);
      }
    };
    const url = await product.ready();
    /** Eight heartbeats over its session at a time, until it is closed. */
    const session = async (workerId: string): Promise<void> => {
      await api.post('/register', registration({ workerId }));
      const { socket } = await SessionClient.open(url, workerId);
      const beat = (): void => socket.send('{"type":"beat"}');
      acknowledged.set(workerId, 0);
      socket.on('message', (data: Buffer) => {
        if (!data.toString().startsWith('{"type":"ack"')) return;
        acknowledged.set(workerId, acknowledged.get(workerId)! + 1);
        beat();
      });
      for (let underWay = 0; underWay < 8; underWay += 1) beat();
      await once(socket, 'close');
    };
    const load = Promise.allSettled([
      ...Array.from({ length: 8 }, (_, index) => client(`c${index}`)),
      ...Array.from({ length: 4 }, (_, index) => session(`s${index}`)),
    ]);
    await until(() => acknowledged.size > 50 && (acknowledged.get('s3') ?? 0) > 10);
    expect(await product.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    await load;

    const again = await folders.startIn(product.folder).api();
    const lost = await Promise.all(
      [...acknowledged].map(async ([workerId, beats]) => {
        const { status, body } = await again.get<{ heartbeatCount: number }>(`/${workerId}`);
        return status === 200 && body.heartbeatCount >= beats ? [] : [workerId];
      }),
    );
    expect(lost.flat()).toEqual([]);
  });

  it('does not wait for idle connections', async () => {
    const product = await folders.startAgain();
    const { port } = new URL(await product.ready());
    const unused = connect(Number(port), '127.0.0.1');
    const used = connect(Number(port), '127.0.0.1').on('data', () => undefined);
    const ends = [once(unused, 'close'), once(used, 'close')];
    used.write('GET /livez HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(used, 'data');
    unused.resume();
    const asked = performance.now();
    expect(await product.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(5000);
    await Promise.all(ends);
  });

  it('treats a Ctrl-C that npm repeats as the same one, even at its end', async () => {
    const product = await folders.startAgain();
    const underWay = await beginRegistering(await product.ready());
    product.signal('SIGINT');
    product.signal('SIGTERM');
    await product.says(/: stopping/);
    expect(await underWay.finish()).toBe(201);
    await product.says(/"Stopped"/);
    expect(await product.stop('SIGINT')).toEqual({ code: 0, signal: null });
  });

  it('ends at once on a second Ctrl-C, and PostgreSQL ends too', async () => {
    const product = await folders.startAgain();
    const underWay = await beginRegistering(await product.ready());
    product.signal('SIGINT');
    await product.says(/SIGINT: stopping/);
    const impatient = setInterval(() => product.signal('SIGINT'), 50);
    const exit = await product.exit;
    clearInterval(impatient);
    expect(exit).toEqual({ code: 130, signal: null });
    await expect(underWay.finish()).rejects.toThrow(/socket hang up|ECONNRESET|EPIPE/);
    await until(async () => (await product.postgresPids()).length === 0);
  });

  it('works during the first start, too', async () => {
    const product = await folders.startFirst();
    await product.says(/Creating the database/);
    expect(await product.stop('SIGINT')).toEqual({ code: 0, signal: null });
    expect(await product.postgresPids()).toEqual([]);
    expect(product.output).not.toContain('is ready');
    expect(product.errors).toBe('');
  });

  it('does not wait for a database that does not answer', async () => {
    const product = await folders.startFirst({
      DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/none`,
    });
    await product.says(/Waiting for 127\.0\.0\.1:\d+\/none: connect ECONNREFUSED/);
    expect(await product.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(product.errors).toBe('');
  });
});

/** A registration that the service has begun to read; the rest of its body is held back. */
async function beginRegistering(url: string): Promise<{ finish(): Promise<number> }> {
  const body = JSON.stringify(registration());
  const sent = request(`${url}/api/v1/worker-registration/register`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  const answer = answerTo(sent);
  answer.catch(() => undefined);
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.write(body.slice(0, 10));
  return {
    finish: () => {
      sent.end(body.slice(10));
      return answer;
    },
  };
}

async function answerTo(sent: ClientRequest): Promise<number> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode!;
}
