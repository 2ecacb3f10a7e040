import { Pool } from 'pg';
import { addressOf, endpointOf, PostgresServer, type PostgresOfHost } from './postgres-server.js';

const serverOf = (given: PostgresOfHost | null, database: { url?: string; listenerUrl?: string } = {}) =>
  new PostgresServer({ database } as never, given);

const password = () => Promise.resolve('fresh');

describe('The server of PostgreSQL', () => {
  it('is that of database.url', () => {
    const { connection, listening } = serverOf(null, { url: 'postgres://u:p@db.example.org/jobs' });
    expect(connection).toEqual({ connectionString: 'postgres://u:p@db.example.org/jobs' });
    expect(listening).toBe(connection);
  });

  it('is that of a pool of the application, with its password and its keys', () => {
    const ssl = { ca: 'CA', key: 'KEY' };
    const pool = new Pool({ host: 'db.example.org', port: 5433, user: 'u', password, database: 'jobs', ssl });
    expect(serverOf(pool).connection).toEqual({
      host: 'db.example.org',
      port: 5433,
      user: 'u',
      password,
      database: 'jobs',
      ssl,
    });
  });

  it.each([
    ['', { host: 'db.example.org', username: 'u', password: 'p', database: 'jobs' }],
    [
      ' that reads from replicas',
      {
        replication: { master: { host: 'db.example.org', username: 'u', password: 'p', database: 'jobs' } },
      },
    ],
  ])('is that of a data source%s', (_which, options) => {
    expect(serverOf({ options: { type: 'postgres', ...options } }).connection).toEqual({
      host: 'db.example.org',
      user: 'u',
      password: 'p',
      database: 'jobs',
    });
  });

  it('is not that of a data source of another kind', () => {
    expect(() => serverOf({ options: { type: 'mysql' } })).toThrow(
      'The data source of the option postgres is for mysql.',
    );
  });

  it('is unknown without any of them', () => {
    expect(() => serverOf(null)).toThrow('database.url is not set');
  });

  it('may have another address for LISTEN', () => {
    const given = new Pool({ host: 'pooler.example.org' });
    const { listening } = serverOf(given, { listenerUrl: 'postgres://db.example.org/jobs' });
    expect(listening).toEqual({ connectionString: 'postgres://db.example.org/jobs' });
  });
});

it.each([
  [{ connectionString: 'postgres://u:secret@db.example.org:5433/jobs' }, 'db.example.org:5433/jobs', 5433],
  [{ host: 'db.example.org', password: 'secret', database: 'jobs' }, 'db.example.org/jobs', 5432],
])('An address for messages has no password', (connection, address, port) => {
  expect(addressOf(connection)).toBe(address);
  expect(endpointOf(connection)).toEqual({ host: 'db.example.org', port });
});
