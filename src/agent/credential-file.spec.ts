import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentSettings } from './options.js';
import { readSidecarArguments } from './sidecar-arguments.js';

describe('A token file', () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'token-'));
    path = join(folder, 'token');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (option: string, content: string | Buffer) => {
    writeFileSync(path, content);
    const given = ['--server', 'http://127.0.0.1', '--worker-id', 'w', option, path, '--', 'true'];
    return readSidecarArguments(given)!.agent;
  };

  it.each(['wrj_1', 'wrj_1\n', 'wrj_1\r\n', '\ufeffwrj_1\r\n', '  wrj_1  '])(
    'is read without surrounding space or byte order mark: %j',
    (text) => {
      expect(read('--join-token-file', text).joinToken).toBe('wrj_1');
    },
  );

  it.each<[string, string | Buffer, string]>([
    ['empty', '', 'is empty'],
    ['blank', '\ufeff \r\n', 'is empty'],
    ['UTF-16 with a BOM', Buffer.from('\ufeffwrj_1\r\n', 'utf16le'), 'is UTF-16; save it as UTF-8'],
    ['UTF-16 without a BOM', Buffer.from('wrj_1', 'utf16le'), 'is UTF-16; save it as UTF-8'],
    ['of two lines', 'wrj_1\nwrj_2\n', 'must hold one token or key'],
    ['of another language', 'wrj_ü', 'must hold one token or key'],
  ])('that is %s is rejected by name and reason', (_what, content, message) => {
    for (const option of ['--join-token-file', '--key-file'])
      expect(() => read(option, content)).toThrow(`${option}: ${path} ${message}`);
  });

  it('of certificates is rejected for the same reasons', () => {
    expect(() => read('--ca-file', '')).toThrow(`--ca-file: ${path} is empty`);
    expect(read('--ca-file', '-----BEGIN\nEND-----\n').tls).toEqual({ ca: '-----BEGIN\nEND-----' });
  });
});

describe('A credential in the options', () => {
  it.each([
    ['', 'key is empty'],
    ['a b', 'key contains spaces'],
    ['wrk_\u0000', 'key contains spaces'],
  ])('that no header can carry is rejected: %j', (key, message) => {
    const options = { server: 'http://127.0.0.1', workerId: 'w', key };
    expect(() => agentSettings(options)).toThrow(message);
  });
});
