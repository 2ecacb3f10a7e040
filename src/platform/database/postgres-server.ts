import { Inject, Injectable } from '@nestjs/common';
import type { ClientConfig } from 'pg';
import { given } from '../collections/given.js';
import { shown } from '../config/require-options.js';
import { isObject } from '../validation/is-object.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { unbracketed, type Endpoint } from '../network/endpoint.js';
import { StartError } from '../errors/start-error.js';

const DEFAULT_PORT = 5432;

/** What the driver needs to connect and to log in; a password may be a function that returns a fresh one. */
export type ServerConnection = Pick<
  ClientConfig,
  'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'
>;

/** A `Pool` of `pg`, or a `DataSource` of TypeORM for PostgreSQL: only its options are read. */
export interface PostgresOfHost {
  readonly options: object;
}

/** The address and login of a server, in the options of a data source. */
interface LoginOfDataSource
  extends Pick<ServerConnection, 'host' | 'port' | 'password' | 'database' | 'ssl'> {
  readonly url?: string;
  readonly username?: string;
}

interface OptionsOfDataSource extends LoginOfDataSource {
  readonly type: string;
  readonly replication?: { readonly master: LoginOfDataSource };
}

/** Injection token of the pool or data source of the application; null without one. */
export const GIVEN_POSTGRES = Symbol('worker-registration postgres of the host');

/** Where PostgreSQL is, and how to log in there: by `database.url`, or as the application does. */
@Injectable()
export class PostgresServer {
  /** For statements. */
  readonly connection: ServerConnection;
  /** For LISTEN, which does not work through a proxy that pools transactions. */
  readonly listening: ServerConnection;
  /** For reads that may be a little behind; undefined without a standby. */
  readonly replica: ServerConnection | undefined;

  /** @throws StartError if neither is given, or for another kind of database */
  constructor(
    @Inject(SETTINGS) { database }: Pick<Settings, 'database'>,
    @Inject(GIVEN_POSTGRES) given: PostgresOfHost | null,
  ) {
    this.connection = given === null ? atUrl(database.url) : connectionOf(given);
    this.replica = database.replicaUrl === undefined ? undefined : atUrl(database.replicaUrl);
    this.listening = database.listenerUrl === undefined ? this.connection : atUrl(database.listenerUrl);
  }
}

function atUrl(url: string | undefined): ServerConnection {
  if (url === undefined)
    throw new StartError(
      'database.url is not set, and the module does not start its own server.',
      "Set it: WorkerRegistrationModule.forRoot({ settings: { 'database.url': 'postgres://…' } }), or pass the pool of the application: { postgres: pool }.",
    );
  return { connectionString: url };
}

/** The fields are named one by one: a pool hides its password and its keys from enumeration. */
function connectionOf(pool: PostgresOfHost): ServerConnection {
  const { options } = pool as { options?: unknown };
  if (!isObject(options))
    throw new StartError(
      `The option postgres is ${shown(pool)}, neither a Pool of pg nor a DataSource of TypeORM.`,
      'Pass the pool of the application: { postgres: pool }, or set database.url.',
    );
  if ('type' in options) return connectionOfDataSource(options as unknown as OptionsOfDataSource);
  const { connectionString, host, port, user, password, database, ssl } = options as ServerConnection;
  return given({ connectionString, host, port, user, password, database, ssl });
}

function connectionOfDataSource({ type, replication, ...options }: OptionsOfDataSource): ServerConnection {
  if (type !== 'postgres')
    throw new StartError(
      `The data source of the option postgres is for ${type}.`,
      'Pass a DataSource of the type postgres, or a Pool of pg.',
    );
  const { url, host, port, username, password, database, ssl } = { ...options, ...replication?.master };
  return given({ connectionString: url, host, port, user: username, password, database, ssl });
}

/** Returns the server and the database without user and password, for messages. */
export function addressOf(connection: ServerConnection): string {
  const { connectionString, database = '' } = connection;
  if (connectionString === undefined) return `${endpointOf(connection)!.host}/${database}`;
  if (!URL.canParse(connectionString)) return 'the given address';
  const { host, pathname } = new URL(connectionString);
  return `${host}${pathname}`;
}

/** Where the server listens; undefined if the URL names no host. */
export function endpointOf({ connectionString, host, port }: ServerConnection): Endpoint | undefined {
  if (connectionString === undefined) return { host: host ?? 'localhost', port: port ?? DEFAULT_PORT };
  if (!URL.canParse(connectionString)) return undefined;
  const url = new URL(connectionString);
  return { host: unbracketed(url.hostname), port: url.port === '' ? DEFAULT_PORT : Number(url.port) };
}
