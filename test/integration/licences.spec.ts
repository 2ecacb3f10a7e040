import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  /** A development dependency here; elsewhere it is installed only if the application has it itself. */
  readonly devOptional?: boolean;
}

const LOCK = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(LOCK) as { packages: Record<string, Locked> };
/** All but this package and its workspaces. */
const installed = Object.entries(packages).filter(
  ([path, { link = false }]) => path.includes('node_modules/') && !link,
);

/** They only require attribution. */
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
/** Licences of tools that are not distributed: changes to them would have to be published. Quint spells Apache-2.0 its own way. */
const OF_TOOLS = ['MPL-2.0', 'CC-BY-4.0', 'Apache 2.0'];
/** Have no licence field; their pages say MIT. */
const UNNAMED = new Set(['node_modules/memorystream', 'node_modules/busboy', 'node_modules/streamsearch']);

/** `A OR B` offers a choice, `A AND B` requires both. */
const allows = (licence: string, allowed: readonly string[]): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => allowed.includes(each)));

describe('Every package that is installed', () => {
  it('has a licence under which the service may be distributed', () => {
    const others = installed
      .filter(
        ([path, { license = '', dev = false }]) =>
          !UNNAMED.has(path) && !allows(license, dev ? [...FREE, ...OF_TOOLS] : FREE),
      )
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).toEqual([]);
  });

  it('has a hash, without which another package could be substituted', () => {
    expect(installed.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

// All its versions in a process share one place for their metadata, and a host application may have another
// version.
it('No package of the module is TypeORM', () => {
  const ours = installed.filter(([, { dev, devOptional }]) => !(dev || devOptional));
  expect(ours.filter(([path]) => path.endsWith('typeorm'))).toEqual([]);
});
