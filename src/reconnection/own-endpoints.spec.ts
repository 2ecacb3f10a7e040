import { OwnEndpoints } from './own-endpoints.js';

const own = new OwnEndpoints(() => [
  { host: '0.0.0.0', port: 8080 },
  { host: 'localhost', port: 5433 },
  { host: '10.0.0.6', port: 6380 },
]);

describe('An endpoint of the service itself', () => {
  it.each([
    ['on all addresses of this machine', '127.0.0.1', 8080],
    ['on this machine by its name', '127.0.0.1', 5433],
    ['on another machine', '10.0.0.6', 6380],
  ])('is known if it is %s', (_where, address, port) => {
    expect(own.isOwn(address, address, port)).toBe(true);
  });

  it.each([
    ['another port', '127.0.0.1', 8081],
    ['another machine', '10.0.0.9', 8080],
  ])('is not at %s', (_what, address, port) => {
    expect(own.isOwn(address, address, port)).toBe(false);
  });
});
