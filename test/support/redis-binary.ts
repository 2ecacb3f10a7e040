import { findProgram, type Binary } from './debian-program.js';

/** A Redis-compatible server program and the environment that it needs to load its libraries. */
export type RedisBinary = Binary;

/** The `redis-server` or `valkey-server` of this machine, or a downloaded one. */
export const findRedisBinary = (): Promise<RedisBinary> =>
  findProgram({
    names: ['redis-server', 'valkey-server'],
    // The server and the package that contains its program: Debian's `redis-server` is only a link into the
    // tools.
    packages: [
      ['redis-server', 'redis-tools'],
      ['valkey-server', 'valkey-tools'],
    ],
    folder: 'usr/bin',
    remedy:
      'Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis; ' +
      'Alpine: apk add valkey; Fedora: dnf install valkey) or set TEST_REDIS_URL to a server that the tests may use; ' +
      'the tests that kill and pause a Redis need the program all the same.',
  });
