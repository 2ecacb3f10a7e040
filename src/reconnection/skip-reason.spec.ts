import { skipReason } from './skip-reason.js';
import type { Candidate } from './store/probe.store.js';

const offline: Candidate = {
  presence: 'PRESENT',
  order: null,
  host: '127.0.0.1',
  port: 9090,
  enabled: true,
  online: false,
  claimed: false,
  beatingThere: null,
};

describe('A worker is not probed', () => {
  it.each<[Partial<Candidate>, RegExp]>([
    [{ presence: 'LEFT' }, /deregistered/],
    [{ order: 'MAINTENANCE' }, /under an order \(MAINTENANCE\)/],
    [{ online: true }, /online/],
    [{ host: null }, /no address/],
    [{ port: null }, /no port/],
    [{ enabled: false }, /reconnect\.enabled is false/],
    [{ claimed: true }, /under way/],
    [{ beatingThere: 'pod-new' }, /^pod-new sends heartbeats and has the same address/],
  ])('if %j', (given, reason) => {
    expect(skipReason({ ...offline, ...given })).toMatch(reason);
  });

  it.each<Partial<Candidate>>([{}, { presence: 'EXPECTED' }, { presence: 'LOST' }])(
    'unless it is offline: %j',
    (given) => {
      expect(skipReason({ ...offline, ...given })).toBeUndefined();
    },
  );
});
