import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFiles } from './config-files.js';
import { serverSettings } from './environment.js';

describe('The files of the configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it.each([
    ['nested', 'server:\n  port: 9\n  trust-proxy: [10.0.0.1]\n'],
    ['dotted', 'server.port: 9\nserver.trust-proxy: [10.0.0.1]\n'],
    ['mixed', 'server:\n  port: 9\nserver.trust-proxy:\n  - 10.0.0.1\n'],
  ])('have the same meaning with %s keys', (_form, text) => {
    write('a.yaml', text);
    expect(readConfigFiles(folder)).toEqual({ 'server.port': 9, 'server.trust-proxy': ['10.0.0.1'] });
  });

  it('may have names with dots below a key whose value is an object', () => {
    write('a.yaml', 'auth.oidc:\n  roles:\n    dev.team: viewer\n    /ops: [operator, scheduler]\n');
    const roles = { 'dev.team': 'viewer', '/ops': ['operator', 'scheduler'] };
    expect(readConfigFiles(folder)).toEqual({ 'auth.oidc.roles': roles });
  });

  it('are read in the order of their names; later ones override earlier ones', () => {
    write('20-here.yml', 'server.port: 2\n');
    write('10-all.yaml', 'server: { port: 1, host: 127.0.0.2 }\n');
    write('notes.txt', 'server.port: 3\n');
    expect(readConfigFiles(folder)).toEqual({ 'server.port': 2, 'server.host': '127.0.0.2' });
  });

  it.each([
    ['an empty file', ''],
    ['a key without a value', 'server:\n  port:\n'],
  ])('set nothing if they contain only %s', (_form, text) => {
    write('a.yaml', text);
    expect(readConfigFiles(folder)).toEqual({});
  });

  it('are empty if the folder does not exist', () => {
    expect(readConfigFiles(join(folder, 'missing'))).toEqual({});
  });

  it.each([
    ['broken YAML', 'server: [1,'],
    ['a repeated key', 'server.port: 1\nserver.port: 2\n'],
    ['no keys', '- 1\n'],
  ])('are refused with their name: %s', (_form, text) => {
    write('bad.yaml', text);
    expect(() => readConfigFiles(folder)).toThrow(`${join(folder, 'bad.yaml')} cannot be read: `);
  });

  it('are read from CONFIG_DIR', () => {
    write('a.yaml', 'server.port: 4711\n');
    const before = process.env['CONFIG_DIR'];
    process.env['CONFIG_DIR'] = folder;
    try {
      expect(serverSettings().server.port).toBe(4711);
    } finally {
      if (before === undefined) delete process.env['CONFIG_DIR'];
      else process.env['CONFIG_DIR'] = before;
    }
  });
});
