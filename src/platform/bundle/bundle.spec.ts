import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bundle, compileFile } from './bundle.js';

describe('A bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const answer = (): unknown => (new Bundle(folder).load('answer.js') as { answer(): unknown }).answer();
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    write('base.js', 'exports.loads = (globalThis.baseLoads = (globalThis.baseLoads ?? 0) + 1);');
    write(
      'answer.js',
      `const base = require('./base.js'); const again = require('./base.js'); const { sep } = require('node:path');
       exports.answer = () => [base === again, sep, __filename, __dirname, typeof module, this === undefined];`,
    );
  });
  afterAll(() => Reflect.deleteProperty(globalThis, 'baseLoads'));

  it('loads its files as modules, each once, and packages from the installation', () => {
    expect(answer()).toEqual([true, '/', join(folder, 'answer.js'), folder, 'object', false]);
  });

  it('uses the code that was saved', () => {
    const first = new Bundle(folder);
    const before = first.load('answer.js') as { answer(): unknown };
    before.answer();
    first.saveCode();
    expect(existsSync(join(folder, 'base.js.code'))).toBe(true);
    expect(compileFile(join(folder, 'answer.js')).cachedDataRejected).toBe(false);
    expect(answer()).toEqual(before.answer());
  });

  it('loads without the code if that is damaged, or of another text', () => {
    const saved = readFileSync(join(folder, 'answer.js.code'));
    const damaged = Buffer.from(saved);
    damaged.fill(255, saved.length / 2, saved.length / 2 + 40);
    for (const useless of [damaged, saved.subarray(0, 40), Buffer.alloc(0), Buffer.from('of another V8')]) {
      writeFileSync(join(folder, 'answer.js.code'), useless);
      expect(answer()).toHaveLength(6);
      expect(compileFile(join(folder, 'answer.js')).cachedDataRejected).toBeUndefined();
    }
    writeFileSync(join(folder, 'answer.js.code'), saved);
    write('answer.js', readFileSync(join(folder, 'answer.js'), 'utf8').replace('sep,', '"-",'));
    expect(answer()).toContain('-');
  });

  it('throws what a file throws, and finds no package that is not there', () => {
    write('throws.js', "throw new Error('It has rained.')");
    write('lacks.js', "require('not-bundled/anything')");
    expect(() => new Bundle(folder).load('throws.js')).toThrow('It has rained.');
    expect(() => new Bundle(folder).load('lacks.js')).toThrow("Cannot find module 'not-bundled/anything'");
  });
});
