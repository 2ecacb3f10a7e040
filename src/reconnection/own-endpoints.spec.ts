import { OwnEndpoints } from './own-endpoints.js';
import { loadSettings } from '../platform/config/load-settings.js';

const own = (overrides: Record<string, unknown> = {}) =>
  new OwnEndpoints(
    loadSettings({
      overrides: { 'server.host': '0.0.0.0', 'server.port': 8080, 'auth.mode': 'token', ...overrides },
    }),
  );

describe('An endpoint of the service itself', () => {
  it.each([
    ['the address of the service', {}, '127.0.0.1', 8080],
    ['the address of its database', { 'database.url': 'postgres://u:p@localhost:5433/x' }, '127.0.0.1', 5433],
    ['the default port of its database', { 'database.url': 'postgres://u:p@10.0.0.5/x' }, '10.0.0.5', 5432],
    ['the address of its Redis', { 'redis.url': 'redis://10.0.0.6:6380' }, '10.0.0.6', 6380],
  ])('is %s', (_what, settings, address, port) => {
    expect(own(settings).include(address, address, port)).toBe(true);
  });

  it.each([
    ['another port', '127.0.0.1', 8081],
    ['another machine', '10.0.0.9', 8080],
  ])('is not at %s', (_what, address, port) => {
    expect(own().include(address, address, port)).toBe(false);
  });
});
