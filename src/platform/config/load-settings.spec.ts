import { StartError } from '../errors/start-error.js';
import { effectiveSettings } from './effective-settings.js';
import { variableOf } from './variables.js';
import { loadSettings, type SettingSources } from './load-settings.js';

/** Defaults from the specification: key below `jobscheduler.worker.`, default. */
const WORKER_DEFAULTS = [
  ['heartbeat-timeout-minutes', 5],
  ['health-check-interval-ms', 120_000],
  ['cleanup-threshold-minutes', 15],
  ['cleanup-interval-ms', 900_000],
  ['auto-recovery-enabled', true],
  ['max-consecutive-failures', 3],
  ['max-registration-attempts', 3],
  ['registration-retry-delay-minutes', 60],
  ['max-concurrent-jobs-limit', 100],
  ['min-load-factor', 0.1],
  ['max-load-factor', 2],
  ['cache-duration-seconds', 300],
  ['health-cache-duration-seconds', 600],
  ['identity', 'worker-id'],
  ['heartbeat-interval-seconds', 30],
  ['max-heartbeats-per-second', 10_000],
  ['reconnect-enabled', true],
  ['reconnect-interval-ms', 30_000],
  ['reconnect-timeout-ms', 3000],
  ['reconnect-max-backoff-ms', 300_000],
  ['reconnect-concurrency', 64],
  ['guard-enabled', true],
  ['guard-threshold-percent', 55],
  ['guard-min-workers', 5],
  ['guard-max-minutes', 30],
  ['stuck-event-loop-lag-ms', 5000],
  ['flap-changes', 6],
  ['flap-window-minutes', 30],
  ['inactive-retention-days', 30],
  ['journal-retention-days', 90],
  ['history-retention-days', 30],
] as const;

const DEFAULTS = [
  ...WORKER_DEFAULTS.map(([key, value]) => [`jobscheduler.worker.${key}`, value] as const),
  ['auth.mode', 'open'],
  ['auth.allow-open-network', false],
  ['server.host', '127.0.0.1'],
  ['server.port', 8080],
  ['server.body-limit-kib', 1024],
  ['server.batch-limit-mib', 64],
] as const;

const shown = (key: string, sources: SettingSources): unknown =>
  effectiveSettings(loadSettings(sources))[key];

function refusalOf(sources: SettingSources): StartError {
  try {
    loadSettings(sources);
  } catch (error) {
    if (error instanceof StartError) return error;
    throw error;
  }
  throw new Error('The settings were accepted');
}

describe('The settings', () => {
  it.each(DEFAULTS)('%s is %j by default', (key, value) => {
    expect(shown(key, {})).toEqual(value);
  });

  it.each([
    [
      'JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES',
      '0.5',
      'jobscheduler.worker.heartbeat-timeout-minutes',
      0.5,
    ],
    ['JOBSCHEDULER_WORKER_CLEANUP_INTERVAL_MS', '100', 'jobscheduler.worker.cleanup-interval-ms', 100],
    ['JOBSCHEDULER_WORKER_GUARD_ENABLED', 'false', 'jobscheduler.worker.guard-enabled', false],
    ['JOBSCHEDULER_WORKER_IDENTITY', 'host-name', 'jobscheduler.worker.identity', 'host-name'],
    ['SERVER_PORT', ' 9090 ', 'server.port', 9090],
    ['SERVER_TRUST_PROXY', '10.0.0.1, 10.1.0.0/16,', 'server.trust-proxy', ['10.0.0.1', '10.1.0.0/16']],
    ['LOG_LEVEL', '', 'log.level', 'info'],
    ['AUTH_OIDC_ROLES', '{"/ops":"operator"}', 'auth.oidc.roles', { '/ops': ['operator'] }],
  ])('%s=%s sets %s to %j', (variable, text, key, value) => {
    expect(shown(key, { environment: { [variable]: text } })).toEqual(value);
  });

  it('lets the environment override the files, and the code both', () => {
    const files = { 'server.port': 1, 'server.host': '127.0.0.2', 'log.level': 'warn' };
    const environment = { SERVER_PORT: '2', SERVER_HOST: '127.0.0.3' };
    expect(loadSettings({ files, environment, overrides: { 'server.port': 3 } })).toMatchObject({
      server: { port: 3, host: '127.0.0.3' },
      log: { level: 'warn' },
    });
  });

  it('is frozen, lists included', () => {
    const { worker, server } = loadSettings({ overrides: { 'server.trust-proxy': ['10.0.0.1'] } });
    expect(() => Object.assign(worker, { identity: 'host-name' })).toThrow(TypeError);
    expect(() => (worker.reconnectAllow as string[]).push('0.0.0.0/0')).toThrow(TypeError);
    expect(() => (server.trustProxy as string[]).push('0.0.0.0/0')).toThrow(TypeError);
  });

  it('does not show secrets', () => {
    const settings = loadSettings({ overrides: { 'database.url': 'postgres://me:secret@db/x' } });
    expect(settings.database.url).toBe('postgres://me:secret@db/x');
    expect(JSON.stringify(effectiveSettings(settings))).not.toContain('secret');
    expect(effectiveSettings(settings)).not.toHaveProperty(['database.url']);
  });
});

describe('health-check-interval-minutes', () => {
  const MINUTES = 'jobscheduler.worker.health-check-interval-minutes';
  const MS = 'jobscheduler.worker.health-check-interval-ms';

  it.each([
    ['counts if only it is set', { [MINUTES]: 0.5 }, 30_000],
    ['is accepted as text', { [MINUTES]: '3' }, 180_000],
    ['is overridden by milliseconds', { [MINUTES]: 5, [MS]: 700 }, 700],
  ])('%s', (_title, files, milliseconds) => {
    expect(shown(MS, { files })).toBe(milliseconds);
  });

  it('is named in its own fault', () => {
    const { message } = refusalOf({ files: { [MINUTES]: 'soon' } });
    expect(message).toContain(
      `${MINUTES} (JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MINUTES) must be a number (minutes) from 0.002, for example 2; got "soon"`,
    );
    expect(message).not.toContain(MS);
  });
});

describe('Invalid settings', () => {
  it.each([
    [
      'jobscheduler.worker.heartbeat-timeout-minutes',
      0,
      'a number (minutes) from 0.001 to 525600, for example 5; got 0',
    ],
    [
      'jobscheduler.worker.cleanup-interval-ms',
      99,
      'a whole number (milliseconds) from 100 to 2147483647, for example 900000; got 99',
    ],
    [
      'jobscheduler.worker.max-consecutive-failures',
      1.5,
      'a whole number (failures) from 1 to 1000, for example 3; got 1.5',
    ],
    ...['registration-retry-delay-minutes', 'address-failure-window-minutes'].map(
      (name): [string, number, string] => [
        `jobscheduler.worker.${name}`,
        35_792,
        `a number (minutes) from 0.001 to 35791, for example ${name.startsWith('address') ? 10 : 60}; got 35792`,
      ],
    ),
    ['jobscheduler.worker.guard-enabled', 'perhaps', 'true or false, for example true; got "perhaps"'],
    [
      'jobscheduler.worker.identity',
      'port',
      'one of worker-id, host-name, host-address, for example "worker-id"; got "port"',
    ],
    ['server.port', 65_536, 'a whole number (TCP port) from 0 to 65535, for example 8080; got 65536'],
    ['server.port', 'http', 'a whole number (TCP port) from 0 to 65535, for example 8080; got "http"'],
    ['auth.oidc.roles', 'admin', 'an object such as {"platform-team": "admin"}; got "admin"'],
  ])('%s: %j is refused with what would be right', (key, value, sentence) => {
    const { message } = refusalOf({ files: { [key]: value } });
    const variable = variableOf(key);
    expect(message).toContain(`${key} (${variable}) must be ${sentence}`);
  });

  it.each([
    ['jobscheduler.worker.heartbeat-timeout-minuets', 'jobscheduler.worker.heartbeat-timeout-minutes'],
    ['server.prot', 'server.port'],
  ])('%s is unknown, with the suggestion %s', (key, meant) => {
    expect(refusalOf({ files: { [key]: 1 } }).message).toContain(
      `${key} is not a setting; did you mean ${meant}?`,
    );
  });

  it('reports an unknown variable with our prefix, and ignores those of other programs', () => {
    const environment = { JOBSCHEDULER_WORKER_IDENTITI: 'host-name', SERVER_SOFTWARE: 'nginx', PATH: '/bin' };
    expect(refusalOf({ environment }).message).toBe(
      'The settings have a fault:\n' +
        '  - JOBSCHEDULER_WORKER_IDENTITI is not a setting; did you mean JOBSCHEDULER_WORKER_IDENTITY?',
    );
  });

  it.each([
    [
      { 'jobscheduler.worker.min-load-factor': 3 },
      'min-load-factor (JOBSCHEDULER_WORKER_MIN_LOAD_FACTOR) is 3, more than jobscheduler.worker.max-load-factor (JOBSCHEDULER_WORKER_MAX_LOAD_FACTOR), which is 2; set',
    ],
    [
      { 'jobscheduler.worker.max-lease-seconds': 1 },
      'more than jobscheduler.worker.max-lease-seconds (JOBSCHEDULER_WORKER_MAX_LEASE_SECONDS), which is 1; set the first',
    ],
    [
      { 'jobscheduler.worker.reconnect-allow': '10.0.0.0' },
      'reconnect-allow (JOBSCHEDULER_WORKER_RECONNECT_ALLOW) contains "10.0.0.0", which is not a CIDR; use for example 10.0.0.0/8',
    ],
    [
      { 'jobscheduler.worker.reconnect-allow': ['10.0.0.0/33'] },
      'contains "10.0.0.0/33", which is not a CIDR',
    ],
    [
      { 'server.trust-proxy': 'proxy.local' },
      'server.trust-proxy (WORKER_REGISTRATION_SERVER_TRUST_PROXY) contains "proxy.local", which is neither an address nor a CIDR; use for example 10.0.0.1',
    ],
    [
      { 'auth.oidc.issuer': 'http://[::1]:8081/realms/a' },
      'auth.oidc.issuer (WORKER_REGISTRATION_AUTH_OIDC_ISSUER) is set without auth.oidc.audience (WORKER_REGISTRATION_AUTH_OIDC_AUDIENCE); set both or none',
    ],
    [
      { 'auth.oidc.audience': 'workers' },
      'auth.oidc.audience (WORKER_REGISTRATION_AUTH_OIDC_AUDIENCE) is set without auth.oidc.issuer (WORKER_REGISTRATION_AUTH_OIDC_ISSUER)',
    ],
    [
      { 'server.tls.cert': 'cert.pem' },
      'server.tls.cert (WORKER_REGISTRATION_SERVER_TLS_CERT) is set without server.tls.key (WORKER_REGISTRATION_SERVER_TLS_KEY); set both or none',
    ],
    [
      { 'server.tls.key': 'key.pem' },
      'is set without server.tls.cert (WORKER_REGISTRATION_SERVER_TLS_CERT); set both or none',
    ],
    [
      { 'server.tls.client-ca': 'ca.pem' },
      'server.tls.client-ca (WORKER_REGISTRATION_SERVER_TLS_CLIENT_CA) is set without server.tls.cert (WORKER_REGISTRATION_SERVER_TLS_CERT)',
    ],
  ])('%j contradicts other settings', (files, sentence) => {
    expect(refusalOf({ files }).message).toContain(sentence);
  });

  it('are all reported in one message, whatever their kind', () => {
    const files = { 'server.port': -1, 'server.hots': 'x', 'server.host': '0.0.0.0' };
    const refusal = refusalOf({ files, environment: { LOG_LEVEL: 'loud' } });
    expect(refusal.message).toMatch(/^The settings have 4 faults:\n( {2}- .+\n?){4}$/);
    expect(refusal.remedy).toContain('docs/settings.md');
  });
});

describe('The open mode', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is for %s', (host) => {
    expect(loadSettings({ files: { 'server.host': host } }).server.host).toBe(host);
  });

  it.each(['0.0.0.0', '::', '192.168.1.10', 'workers.example.org'])('is not for %s', (host) => {
    const { message } = refusalOf({ files: { 'server.host': host } });
    expect(message).toContain(
      `server.host (WORKER_REGISTRATION_SERVER_HOST) is ${host}, which other machines can reach`,
    );
    expect(message).toContain(
      'set server.host to 127.0.0.1, or WORKER_REGISTRATION_AUTH_ALLOW_OPEN_NETWORK=true',
    );
  });

  it('is allowed elsewhere with auth.allow-open-network', () => {
    const environment = { SERVER_HOST: '0.0.0.0', AUTH_ALLOW_OPEN_NETWORK: 'true' };
    expect(loadSettings({ environment }).server.host).toBe('0.0.0.0');
  });
});
