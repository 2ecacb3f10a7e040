import { loadSettings } from './load-settings.js';

const load = (peers: unknown, enabled = true) =>
  loadSettings({ overrides: { 'facades.eureka.enabled': enabled, 'facades.eureka.peers': peers } });

describe('The setting facades.eureka.peers', () => {
  it('accepts URLs, with a credential', () => {
    const urls = ['http://eureka-1:8761/eureka/', 'https://user:p%40ss@10.0.0.1/eureka'];
    expect(load(urls.join(', ')).eureka.peers).toEqual(urls);
    expect(load([]).eureka.peers).toEqual([]);
  });

  it.each([
    'eureka-1:8761',
    'ftp://eureka-1/',
    'http://169.254.169.254/eureka/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://metadata.google.internal/',
    'http://u:%zz@eureka-1/',
    Array.from({ length: 11 }, (_, n) => `http://eureka-${n}/`),
  ])('refuses %s', (peers) => {
    expect(() => load(peers)).toThrow('must be up to 10 URLs such as http://eureka-1:8761/eureka/');
  });

  it('requires the facade', () => {
    expect(() => load('http://eureka-1/', false)).toThrow('facades.eureka.enabled');
  });
});
