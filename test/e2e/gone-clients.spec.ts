import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Connections } from '../../src/server/connections.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const PREFIX = '/api/v1/worker-registration';

/** A client that leaves in the middle of its request is no failure of the service. */
describe('A client that disconnects before its body is sent', () => {
  let server: TestServer;
  const lines: string[] = [];
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'log.level': 'warn' },
      log: (line) => lines.push(line),
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    lines.length = 0;
  });

  const unanswered = () => Connections.of(server.app.getHttpServer()).requests;
  const leaveWithin = async (path: string, type: string, part: string | Buffer, more = ''): Promise<void> => {
    const { hostname, port } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = [
      `POST ${PREFIX}${path} HTTP/1.1`,
      'host: localhost',
      `content-type: ${type}`,
      'content-length: 5000',
    ];
    socket.write(`${head.join('\r\n')}${more}\r\n\r\n`);
    socket.write(part);
    await until(() => unanswered() === 1);
    socket.destroy();
    await until(() => unanswered() === 0);
  };

  it.each([
    ['/register', 'application/json', '{"workerId":"w"', ''],
    ['/w/heartbeat', 'application/json', '{"currentJobs":', ''],
    ['/register/batch', 'application/json', '[{"workerId":"w","name":"W","maxConcurrentJobs":1},{', ''],
    ['/register/batch', 'application/x-ndjson', '{"workerId":"w","name":"W","maxConcurrentJobs":1}\n{', ''],
    ['/heartbeat/batch', 'application/json', '[{"workerId":"w"},{', ''],
    ['/heartbeat/batch', 'application/x-ndjson', '{"workerId":"w"}\n{', ''],
    [
      '/heartbeat/batch',
      'application/x-ndjson',
      gzipSync('{"workerId":"w"}\n{"workerId":"v"}\n').subarray(0, 20),
      '\r\ncontent-encoding: gzip',
    ],
    ['/jobs/claim', 'application/json', '{"jobId":', ''],
  ])('of %s as %s leaves no line in the log', async (path, type, part, more) => {
    await leaveWithin(path, type, part, more);
    expect(lines).toEqual([]);
  });
});
