import { DCLinter } from 'dclint';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { PINNED_IMAGE } from '../support/pinned-image.js';

describe('docker-compose.yml', () => {
  const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as Compose;
  const services = Object.entries(compose.services);
  const pulled = services.filter(([, service]) => service.build === undefined);

  it('builds only the service from the Dockerfile', () => {
    const built = services.filter(([, service]) => service.build !== undefined);
    expect(built).toEqual([['worker-registration', expect.objectContaining({ build: '.' })]]);
  });

  it.each(pulled)('%s comes from an image of a pinned version', (_name, service) => {
    expect(service.image).toMatch(PINNED_IMAGE);
  });

  // The service itself uses the health check of its Dockerfile.
  it.each(pulled)('%s has a health check', (_name, service) => {
    expect(service.healthcheck?.test[0]).toMatch(/^CMD/);
  });

  it.each(services)('%s waits until what it depends on is healthy', (_name, service) => {
    expect(Array.isArray(service.depends_on)).toBe(false);
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(Object.keys(compose.services)).toContain(other);
      expect(condition).toBe('service_healthy');
    }
  });

  it.each(services)('%s restarts by itself, has time to stop and gains no privileges', (_name, service) => {
    expect(service.restart).toBe('unless-stopped');
    expect(service.stop_grace_period).toMatch(/^\d+(s|m)$/);
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  it('lets the service be scaled: no fixed name and a range of host ports', () => {
    const service = serviceNamed(compose, 'worker-registration');
    expect(service.container_name).toBeUndefined();
    expect(service.ports).toHaveLength(1);
    expect(service.ports?.[0]).toMatch(/\d+-\d+\}?:8080$/);
  });

  it('allows no host name that a web page could use to reach the open mode', () => {
    const { SERVER_ALLOWED_HOSTS } = serviceNamed(compose, 'worker-registration').environment ?? {};
    expect(SERVER_ALLOWED_HOSTS).toBe('${SERVER_ALLOWED_HOSTS:-worker-registration}');
  });

  it('publishes ports on this machine only, because the open mode requires no token', () => {
    expect(serviceNamed(compose, 'worker-registration').environment?.AUTH_ALLOW_OPEN_NETWORK).toBe('true');
    for (const port of services.flatMap(([, service]) => service.ports ?? [])) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it.each(services)(
    '%s runs with a read-only file system and no capability that it could do without',
    (name, service) => {
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      const needed = name === 'worker-registration' ? [] : ['CHOWN', 'SETGID', 'SETUID'];
      expect(service.cap_add ?? []).toEqual(
        name === 'postgres' ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] : needed,
      );
    },
  );

  it('keeps the data of PostgreSQL in a volume where version 18 of the image looks for it', () => {
    expect(serviceNamed(compose, 'postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql']);
    expect(Object.keys(compose.volumes)).toEqual(['postgres-data']);
  });

  it('takes passwords from the environment, the same for a server and its client', () => {
    const { DATABASE_URL, REDIS_URL } = serviceNamed(compose, 'worker-registration').environment ?? {};
    const database = serviceNamed(compose, 'postgres').environment?.POSTGRES_PASSWORD;
    const redis = serviceNamed(compose, 'redis').command?.at(-1);
    expect(database).toMatch(/^\$\{POSTGRES_PASSWORD:-\w+\}$/);
    expect(redis).toMatch(/^\$\{REDIS_PASSWORD:-\w+\}$/);
    expect(DATABASE_URL).toContain(`:${database}@postgres:5432/`);
    expect(REDIS_URL).toBe(`redis://:${redis}@redis:6379`);
  });

  it('has no finding of the standard linter', () => {
    const rules = { 'service-keys-order': 0, 'services-alphabetical-order': 0 } as const;
    const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
    const results = linter.lintFiles(['docker-compose.yml'], false) as { messages: unknown[] }[];
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
  });
});

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly container_name?: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly depends_on?: Record<string, { condition?: string }>;
  readonly healthcheck?: { test: string[] };
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly cap_add?: string[];
  readonly security_opt?: string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
}

function serviceNamed(compose: Compose, name: string): Service {
  const service = compose.services[name];
  if (!service) throw new Error(`There is no service ${name} in docker-compose.yml.`);
  return service;
}
