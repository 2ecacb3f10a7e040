import { acceptedTypes, prefersGzip } from './accepted.js';

describe('What a client accepts', () => {
  it.each([
    ['gzip', true],
    ['GZIP', true],
    ['br, gzip;q=0.5', true],
    ['deflate, gzip;q=1.0, *;q=0.5', true],
    ['*', true],
    ['identity;q=0.5, gzip', true],
    ['gzip;q=0, identity', false],
    ['gzip; q=0.000', false],
    ['gzip;q=0, *', false],
    ['gzip;q=0.5, identity', false],
    ['br, x-gzipped', false],
    ['identity', false],
    ['', false],
    [undefined, false],
  ])('is gzip by Accept-Encoding %j: %s', (encoding, prefers) => {
    expect(prefersGzip({ 'accept-encoding': encoding })).toBe(prefers);
  });

  it.each([
    ['application/json;q=0, application/xml', ['application/xml']],
    ['text/html, Application/*+JSON;q=0.5', ['text/html', 'Application/*+JSON']],
    [undefined, ['*/*']],
  ])('are by Accept %j the types %j', (accept, types) => {
    expect(acceptedTypes({ accept })).toEqual(types);
  });
});
