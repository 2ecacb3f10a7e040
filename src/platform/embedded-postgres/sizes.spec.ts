import { sizesFor } from './sizes.js';

const GIB = 2 ** 30;

describe('the embedded PostgreSQL is as large as', () => {
  it('an eighth of the memory and a tenth of the disk', () => {
    expect(sizesFor({ memory: 4 * GIB, disk: 20 * GIB })).toEqual({
      shared_buffers: '512MB',
      max_wal_size: '2048MB',
    });
  });

  it('has a useful maximum on a large machine', () => {
    expect(sizesFor({ memory: 256 * GIB, disk: 4000 * GIB })).toEqual({
      shared_buffers: '1024MB',
      max_wal_size: '4096MB',
    });
  });

  it('the defaults of PostgreSQL, on a small one', () => {
    expect(sizesFor({ memory: GIB / 2, disk: GIB })).toEqual({});
  });
});
