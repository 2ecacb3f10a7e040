import { levelsOf, Silence } from './silence.js';

type Counts = [zone: string, total: number, silent: number, zoneSpent: number, fleetSpent: number];
const seen = (...zones: Counts[]): Silence => {
  const silence = new Silence();
  for (const [zone, total, silent_at_all, zone_spent, fleet_spent] of zones)
    silence.addZone({ zone, total, silent_at_all, zone_spent, fleet_spent });
  return silence;
};

describe('The level of silence', () => {
  it('is the sum of the parts of a zone, and of all zones for the fleet, without workers whose guard is spent', () => {
    const silence = seen(['eu', 10, 4, 0, 1], ['us', 20, 0, 0, 0], ['eu', 5, 5, 3, 1]);
    expect(silence.workers).toBe(9);
    expect(levelsOf(silence, [])).toEqual([
      { scope: 'zone', zone: 'eu', silent: 6, silentAtAll: 9, failed: 0, total: 15 },
      { scope: 'zone', zone: 'us', silent: 0, silentAtAll: 0, failed: 0, total: 20 },
      { scope: 'fleet', zone: '', silent: 7, silentAtAll: 9, failed: 0, total: 35 },
    ]);
  });

  it('counts workers that FAILED in the episode in the total, even if no other worker is left', () => {
    const lost = [
      { zone: 'eu', of_zone: 2, of_fleet: 3 },
      { zone: 'gone', of_zone: 0, of_fleet: 7 },
    ];
    expect(levelsOf(seen(['eu', 10, 4, 0, 0]), lost)).toEqual([
      { scope: 'zone', zone: 'eu', silent: 4, silentAtAll: 4, failed: 2, total: 12 },
      { scope: 'zone', zone: 'gone', silent: 0, silentAtAll: 0, failed: 0, total: 0 },
      { scope: 'fleet', zone: '', silent: 4, silentAtAll: 4, failed: 10, total: 20 },
    ]);
  });
});
