import type { Wanted } from '../support/debian-program.js';

const wanted = (names: string[], packages: string[], folder: string, versionFlag?: string): Wanted => ({
  names,
  packages: [packages],
  folder,
  versionFlag,
  remedy: `Install it (Debian: apt-get install ${packages.join(' ')}).`,
});
/** The programs of Debian that the tests run. */
export const PROGRAMS = {
  etcd: wanted(['etcd'], ['etcd-server'], 'usr/bin'),
  haproxy: wanted(['haproxy'], ['haproxy'], 'usr/sbin', '-v'),
  patroni: wanted(['patroni'], ['patroni', 'python3-etcd'], 'usr/bin'),
  postgres: wanted(['pg_rewind'], ['postgresql-15'], 'usr/lib/postgresql/15/bin'),
};
