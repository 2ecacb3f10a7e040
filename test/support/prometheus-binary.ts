import { dirname, join } from 'node:path';
import { findProgram, type Binary } from './debian-program.js';

export const findPrometheus = (): Promise<Binary> =>
  findProgram({
    names: ['prometheus'],
    packages: [['prometheus']],
    folder: 'usr/bin',
    remedy:
      'Install it (Debian, Ubuntu: apt-get install prometheus; macOS: brew install prometheus; ' +
      'elsewhere: the archive of prometheus.io, which holds both prometheus and promtool).',
  });

/** Its tool, in the same folder. */
export async function findPromtool(): Promise<Binary> {
  const { command, env } = await findPrometheus();
  return { command: join(dirname(command), 'promtool'), env };
}
