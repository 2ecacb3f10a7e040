import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateFile } from './state-file.js';

describe('The state file', () => {
  let folder: string;
  let path: string;
  let said: string[];
  const file = (workerId = 'one') => new StateFile(path, workerId, (message) => said.push(message));
  const state = { workerId: 'one', bootId: 'boot-1', answered: true, id: 'id-1', accessToken: 'secret' };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
    path = join(folder, 'below', 'one.json');
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('returns what was written, and nothing if there is no file', () => {
    expect(file().readState()).toBeUndefined();
    file().writeState({ ...state, accessToken: 'old' });
    file().writeState(state);
    expect(file().readState()).toEqual(state);
    expect(said).toEqual([]);
  });

  it('returns no token that a header cannot carry', () => {
    file().writeState({ ...state, accessToken: 'a\nb' });
    expect(file().readState()).not.toHaveProperty('accessToken');
  });

  it('is readable by its owner only, and has no leftovers beside it', () => {
    file().writeState(state);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    file().writeState(state);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'below'))).toEqual(['one.json']);
  });

  it('is replaced and never modified: a concurrent reader sees the whole old file', () => {
    file().writeState(state);
    const before = statSync(path).ino;
    file().writeState({ ...state, id: 'id-2' });
    expect(statSync(path).ino).not.toBe(before);
  });

  it.each([
    ['{"version":1,', 'is not a state file of this agent'],
    ['[]', 'is not a state file of this agent'],
    ['{"version":2,"workerId":"one","bootId":"b","answered":true}', 'is not a state file of this agent'],
    ['{"version":1,"workerId":"two","bootId":"b","answered":true}', 'belongs to worker two'],
  ])('is moved aside if it is not a state file of this agent: %s', (text, fault) => {
    file().writeState(state);
    writeFileSync(path, text);
    expect(file().readState()).toBeUndefined();
    const [aside = ''] = readdirSync(join(folder, 'below'));
    expect(readFileSync(join(folder, 'below', aside), 'utf8')).toBe(text);
    expect(said).toEqual([
      `The state file ${path} ${fault}; it was moved to ${join(folder, 'below', aside)}`,
    ]);
  });

  it('is left to another process that registered with it, with one log line', () => {
    const [mine, others] = [file(), file()];
    mine.writeState({ ...state, answered: false });
    expect(others.readState()).toMatchObject({ bootId: 'boot-1' });
    others.writeState({ ...state, bootId: 'boot-2', accessToken: 'newer' });
    mine.writeState(state);
    mine.writeState({ ...state, accessToken: 'renewed' });
    expect(file().readState()).toMatchObject({ bootId: 'boot-2', accessToken: 'newer' });
    expect(said).toEqual([
      `The state file ${path} is used by another process; each worker needs a file of its own`,
    ]);
  });

  it('is reported, without an exception, if it cannot be written', () => {
    writeFileSync(join(folder, 'below'), 'a file where the folder should be');
    file().writeState(state);
    expect(said).toEqual([expect.stringContaining(`The state file ${path} cannot be written`)]);
    expect(file().readState()).toBeUndefined();
  });
});
