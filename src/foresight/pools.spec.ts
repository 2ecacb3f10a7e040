import { loadSettings } from '../platform/config/load-settings.js';
import { Pools } from './pools.js';

describe('Pools', () => {
  it('use the settings of the whole fleet where they have none of their own', () => {
    const pools = new Pools(
      loadSettings({
        overrides: {
          'capacity.minutes-to-start': 8,
          'capacity.spare-percent': 25,
          'capacity.pools': [
            { name: 'gpu', tags: ['gpu'] },
            { name: 'eu', zone: 'eu-1', minutesToStart: 3, sparePercent: 0 },
          ],
        },
      }),
    );
    const figures = pools.all.map(({ name, minutesToStart, sparePercent }) => [
      name,
      minutesToStart,
      sparePercent,
    ]);
    expect(figures).toEqual([
      ['', 8, 25],
      ['gpu', 8, 25],
      ['eu', 3, 0],
    ]);
  });
});
