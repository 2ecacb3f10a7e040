import { RecentDeaths } from './recent-deaths.js';

describe('Deaths that refused connections prove', () => {
  const zoneOf = (worker: string) => worker.slice(0, 1);
  const limitOf = (zone: string) => (zone === 'a' ? 2 : 1);

  it('are limited for each zone and minute', () => {
    const recent = new RecentDeaths();
    const first = recent.admitDeaths(['a1', 'a2', 'a3', 'b1'], zoneOf, limitOf, 0);
    const soon = recent.admitDeaths(['a4', 'b2', 'c1'], zoneOf, limitOf, 59_999);
    const later = recent.admitDeaths(['a5', 'b3'], zoneOf, limitOf, 60_000);
    expect([first, soon, later]).toEqual([['a1', 'a2', 'b1'], ['c1'], ['a5', 'b3']]);
  });
});
