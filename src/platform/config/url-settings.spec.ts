import { loadSettings } from './load-settings.js';
import { variableOf } from './variables.js';

const load = (files: Record<string, unknown>) => loadSettings({ files });

describe('A URL among the settings', () => {
  it.each([
    ['database.url', 'mysql://me:secret@db', 'postgres:// or postgresql://'],
    ['database.url', 'postgres://me:secret@db:none/jobs', 'postgres:// or postgresql://'],
    ['redis.url', 'redis://:secret@127.0.0.1:abc', 'redis:// or '],
    ['redis.url', 'redis+cluster://a:7000,b:70000', 'redis:// or '],
    ['auth.oidc.issuer', 'http://login.example.org', 'https://'],
    ['otel.exporter-otlp-endpoint', 'http://', 'http:// or https://'],
    ['otel.exporter-otlp-metrics-endpoint', 'http://me:secret@', 'http:// or https://'],
  ])('%s: %s is refused with what would be right, and not repeated', (key, value, begins) => {
    const loading = () => load({ [key]: value });
    expect(loading).toThrow(`${key} (${variableOf(key)}) must be a URL that begins with ${begins}`);
    expect(loading).not.toThrow('secret');
  });

  it.each([
    ['database.url', 'postgres://me:p%40ss@db/jobs?sslmode=require'],
    ['database.url', 'postgres:///jobs?host=/var/run/postgresql'],
    ['redis.url', 'redis://[::1]:6379/0'],
    ['redis.url', 'redis+sentinel://:secret@a:26379,b/mymaster'],
  ])('%s: %s is accepted', (key, value) => {
    expect(() => load({ [key]: value })).not.toThrow();
  });
});

it('Groups that map to an unknown role are reported one by one', () => {
  const loading = () => load({ 'auth.oidc.roles': { '/ops': 'operator', '/dev': 'boss', '/all': [] } });
  const takes = 'must be one of viewer, operator, registrar, scheduler, gateway, admin, or a list of these';
  const variable = variableOf('auth.oidc.roles');
  expect(loading).toThrow(`auth.oidc.roles./dev (${variable}) ${takes}; got "boss"`);
  expect(loading).toThrow(`auth.oidc.roles./all (${variable}) ${takes}; got []`);
});
