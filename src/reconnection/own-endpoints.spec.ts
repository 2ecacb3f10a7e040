import { OwnEndpoints } from './own-endpoints.js';
import { loadSettings } from '../platform/config/load-settings.js';

const own = (overrides: Record<string, unknown> = {}) =>
  new OwnEndpoints(
    loadSettings({
      overrides: { 'server.host': '0.0.0.0', 'server.port': 8080, 'auth.mode': 'token', ...overrides },
    }),
  );

describe('An answer proves nothing', () => {
  it.each([
    ['where the service listens', {}, '127.0.0.1', 8080],
    ['where its database listens', { 'database.url': 'postgres://u:p@localhost:5433/x' }, '127.0.0.1', 5433],
    ['at the usual port of its database', { 'database.url': 'postgres://u:p@10.0.0.5/x' }, '10.0.0.5', 5432],
    ['where its Redis listens', { 'redis.url': 'redis://10.0.0.6:6380' }, '10.0.0.6', 6380],
  ])('%s', (_what, settings, address, port) => {
    expect(own(settings).include(address, address, port)).toBe(true);
  });

  it.each([
    ['another port', '127.0.0.1', 8081],
    ['another machine', '10.0.0.9', 8080],
  ])('but it does at %s', (_what, address, port) => {
    expect(own().include(address, address, port)).toBe(false);
  });
});
