import { guardedWorkers, guardNameOf, guardPlaceOf, type GuardPlace } from './guard-place.js';

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

it.each([
  ['Workers of the fleet', 'fleet', null],
  ['Workers without a zone', 'zone', ''],
  ['Workers without a zone', 'zone', null],
  ['Workers of zone eu-1', 'zone', 'eu-1'],
])('%s are the subject of a guard of %s %s', (subject, scope, zone) => {
  expect(guardedWorkers({ scope, zone })).toBe(subject);
});
