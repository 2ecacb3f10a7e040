import type { Listing } from './listing.js';
import { sortItems } from './sort-items.js';

interface Item {
  readonly zone: string | null;
  readonly count: number;
}

const LISTING: Listing<Item> = {
  key: 'items',
  none: '',
  nameOf: ({ zone }) => zone ?? '',
  columns: [{ name: 'zone', of: ({ zone }) => zone }],
};
const ITEMS: readonly Item[] = [
  { zone: 'zone-10', count: 9 },
  { zone: null, count: 10 },
  { zone: 'zone-2', count: 100 },
];
const sorted = (key: string): (string | null)[] => sortItems(LISTING, ITEMS, key).map(({ zone }) => zone);

describe('The order of a list', () => {
  it('is natural, with missing values last in both directions', () => {
    expect(sorted('ZONE')).toEqual(['zone-2', 'zone-10', null]);
    expect(sorted('-zone')).toEqual(['zone-10', 'zone-2', null]);
  });

  it('is numeric for numbers, also of fields that are no column', () => {
    expect(sorted('count')).toEqual(['zone-10', null, 'zone-2']);
  });

  it('is refused for a column that does not exist', () => {
    expect(() => sorted('colour')).toThrow(/no column colour/);
  });
});
