import { guardNameOf, guardPlaceOf, type GuardPlace } from './guard-place.js';

describe('The name of a guard', () => {
  it.each<[string, GuardPlace]>([
    ['_fleet', { scope: 'fleet', zone: '' }],
    ['_none', { scope: 'zone', zone: '' }],
    ['eu-1', { scope: 'zone', zone: 'eu-1' }],
    ['__fleet', { scope: 'zone', zone: '_fleet' }],
    ['___', { scope: 'zone', zone: '__' }],
  ])('%s is read as it is written', (name, place) => {
    expect([guardNameOf(place), guardPlaceOf(name)]).toEqual([name, place]);
  });

  it('is invalid if it begins with a single underscore', () => {
    expect(guardPlaceOf('_other')).toBeUndefined();
  });
});
