import { Schema } from './schema.js';

describe('A schema', () => {
  const other = new Schema('order');

  it.each([
    ['a table', 'SELECT FROM worker_registration.worker AS w', 'SELECT FROM "order".worker AS w'],
    ['a type', '$1::worker_registration.worker_health[]', '$1::"order".worker_health[]'],
    ['the schema', 'CREATE SCHEMA worker_registration', 'CREATE SCHEMA "order"'],
    ['a value of a catalog', `nspname = 'worker_registration'`, `nspname = 'order'`],
    ['a channel', 'worker_registration_access', 'order_access'],
  ])('with another name replaces the default as %s', (_what, text, replaced) => {
    expect(other.in(text)).toBe(replaced);
  });

  it('with the default name changes nothing', () => {
    expect(new Schema().in('SELECT FROM worker_registration.worker')).toBe(
      'SELECT FROM worker_registration.worker',
    );
  });
});
