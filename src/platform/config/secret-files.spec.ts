import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.js';
import { effectiveSettings } from './effective-settings.js';
import { loadSettings } from './load-settings.js';
import { fileKeyOf } from './secret-files.js';
import { settingKeys, type SettingKey } from './setting-keys.js';
import { variableOf } from './variables.js';

/** A valid value for each secret. A new secret needs one here. */
const VALUES: Record<string, string> = {
  'alerts.webhooks': `[{"url":"https://example.org/SECRET","secret":"whsec_${'A'.repeat(43)}="}]`,
  'auth.master-key': 'SECRET of many words',
  'auth.bootstrap-key': `wrk_${'0'.repeat(16)}_${'0'.repeat(64)}`,
  'auth.scrape-key': `wrk_${'1'.repeat(16)}_${'1'.repeat(64)}`,
  'database.url': 'postgres://u:SECRET@127.0.0.1/d',
  'database.listener-url': 'postgres://u:SECRET@127.0.0.1/d',
  'database.replica-url': 'postgres://u:SECRET@127.0.0.1/d',
  'redis.url': 'redis://:SECRET@127.0.0.1',
  'otel.exporter-otlp-endpoint': 'http://127.0.0.1:4318',
  'otel.exporter-otlp-traces-endpoint': 'http://u:SECRET@127.0.0.1:4318/v1/traces',
  'otel.exporter-otlp-metrics-endpoint': 'http://u:SECRET@127.0.0.1:4318/v1/metrics',
  'otel.exporter-otlp-headers': 'authorization=SECRET',
  'facades.eureka.peers': 'http://user:SECRET@127.0.0.1:8761/eureka/',
};

/** Peers are refused without it. */
const FACADE = { WORKER_REGISTRATION_FACADES_EUREKA_ENABLED: 'true' };

const secrets = settingKeys.filter(({ setting }) => setting.secret);

describe('A secret', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'secrets-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileWith = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const valueOf = ({ group, name }: SettingKey, environment: Record<string, string>): unknown =>
    (loadSettings({ environment: { ...FACADE, ...environment } })[group] as Record<string, unknown>)[name];
  const faultOf = (environment: Record<string, string>): string => {
    try {
      loadSettings({ environment });
    } catch (error) {
      if (error instanceof StartError) return error.message;
    }
    return 'no fault';
  };

  it.each(secrets.map((secret) => [secret.key, secret] as const))(
    '%s can be in a file, without its last line break, and is shown nowhere',
    (key, secret) => {
      const value = VALUES[key]!;
      const environment = { ...FACADE, [variableOf(fileKeyOf(key))]: fileWith(key, `${value}\n`) };
      expect(valueOf(secret, environment)).toEqual(valueOf(secret, { [secret.variable]: value }));
      expect(JSON.stringify(effectiveSettings(loadSettings({ environment })))).not.toContain('SECRET');
    },
  );

  it.each([
    ['AUTH_MASTER_KEY_FILE', 'correct horse battery\r\n', 'correct horse battery'],
    ['AUTH_MASTER_KEY_FILE', '\ufeff  correct horse\n battery  ', '  correct horse\n battery  '],
  ])('in %s is read exactly', (variable, content, value) => {
    const environment = { [variable]: fileWith('key', content) };
    expect(loadSettings({ environment }).auth.masterKey).toBe(value);
  });

  it('that cannot be read from its file is reported with the reason, together with all others', () => {
    const message = faultOf({
      AUTH_MASTER_KEY_FILE: join(folder, 'missing'),
      REDIS_URL_FILE: fileWith('empty', '\n'),
      DATABASE_URL_FILE: folder,
    });
    expect(message).toContain('auth.master-key-file (WORKER_REGISTRATION_AUTH_MASTER_KEY_FILE) names');
    expect(message).toContain('(ENOENT): there is no such file');
    expect(message).toContain('which is empty');
    expect(message).toContain('(EISDIR): it is a folder');
  });

  it('that is given both ways, or is invalid, is refused without being shown', () => {
    const file = fileWith('both', 'SECRET of many words');
    const both = faultOf({ AUTH_MASTER_KEY: 'another SECRET of many', AUTH_MASTER_KEY_FILE: file });
    expect(both).toContain('give one of them');
    const short = faultOf({ AUTH_MASTER_KEY_FILE: fileWith('short', 'SECRET') });
    expect(short).toContain('at least 16 characters');
    expect(both + short).not.toContain('SECRET of');
  });

  it('is the only kind of setting that can be in a file', () => {
    expect(faultOf({ WORKER_REGISTRATION_AUTH_MODE_FILE: '/x' })).toContain(
      'AUTH_MODE_FILE is not a setting',
    );
  });
});
