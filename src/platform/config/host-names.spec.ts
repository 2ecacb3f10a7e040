import { loadSettings } from './load-settings.js';

const load = (host: string) => loadSettings({ overrides: { 'server.allowed-hosts': [host] } });

describe('The setting server.allowed-hosts', () => {
  it.each(['workers.example.org', '*.example.org', 'worker-registration', '10.0.0.1', '*'])(
    'accepts %s',
    (host) => {
      expect(load(host).server.allowedHosts).toEqual([host]);
    },
  );

  it.each(['http://workers.example.org', 'workers.example.org:8080', 'a b', 'w.*.org'])(
    'refuses %s as a host name',
    (host) => {
      expect(() => load(host)).toThrow(
        'which is not a host name; use for example registration.example.org, *.example.org or *',
      );
    },
  );
});
