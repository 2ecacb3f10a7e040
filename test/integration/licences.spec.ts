import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  /** For development here; elsewhere it comes only where the application has it itself. */
  readonly devOptional?: boolean;
}

const LOCK = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(LOCK) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** They ask for nothing but to be named. */
const FREE = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'Python-2.0',
  'CC0-1.0',
];
/** Of tools alone, which are in nothing that is given to others: changes of them would have to be published. */
const OF_TOOLS = ['MPL-2.0', 'CC-BY-4.0'];
/** It has no field for it; its page says MIT. */
const UNNAMED = new Set(['node_modules/memorystream']);

/** `A OR B` leaves the choice, `A AND B` asks for both. */
const allows = (licence: string, allowed: readonly string[]): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => allowed.includes(each)));

describe('Every package that is installed', () => {
  it('has a licence under which the service may be given to anybody', () => {
    const others = installed
      .filter(
        ([path, { license = '', dev = false }]) =>
          !UNNAMED.has(path) && !allows(license, dev ? [...FREE, ...OF_TOOLS] : FREE),
      )
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).toEqual([]);
  });

  it('has a hash, without which another one could come in its place', () => {
    expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

// All its versions in a process share one place for their metadata: a host application may have another one.
it('No package that comes with the module is TypeORM', () => {
  const ours = installed.filter(([, { dev, devOptional }]) => !(dev || devOptional));
  expect(ours.filter(([path]) => path.endsWith('typeorm'))).toEqual([]);
});
