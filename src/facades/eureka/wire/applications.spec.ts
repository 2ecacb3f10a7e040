import { formOf } from './applications.js';

describe('An answer to a client of Eureka', () => {
  it.each([
    [undefined, 'xml'],
    ['*/*', 'xml'],
    ['application/xml', 'xml'],
    ['application/xml, application/json;q=0', 'xml'],
    ['application/json', 'json'],
    ['text/html, Application/*+JSON;q=0.5', 'json'],
  ])('to Accept %j is in %s', (accept, format) => {
    expect(formOf({ accept }).format).toBe(format);
  });

  it.each([
    ['GZIP', true],
    ['gzip;q=0, identity', false],
  ])('to Accept-Encoding %j is compressed: %s', (coding, isPacked) => {
    expect(formOf({ 'accept-encoding': coding }).isPacked).toBe(isPacked);
  });
});
