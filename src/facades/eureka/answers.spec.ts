import { gunzipSync } from 'node:zlib';
import { Answers, writeAnswer, type Question } from './answers.js';

/** The answers to one question, whose text is the version of what it is about. */
function asked() {
  const answers = new Answers();
  const state = { version: 1, now: 0, written: 0 };
  const question: Question = {
    key: 'all',
    isPacked: false,
    version: () => state.version,
    longestMs: 5000,
    collect: () => {
      state.written += 1;
      return [Buffer.from('version '), Buffer.from(String(state.version))];
    },
  };
  const ask = (atLeast?: number) => answers.answerFor(question, atLeast, state.now);
  const text = async (atLeast?: number): Promise<string> => (await ask(atLeast)).bytes.toString();
  return { answers, question, state, ask, text };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('An answer of the registry', () => {
  it('is written once until something has changed, and for later readers once it is too old', async () => {
    const { state, text } = asked();
    // Readers that come while it is written wait for the same.
    expect(await Promise.all([text(), text()])).toEqual(['version 1', 'version 1']);
    expect([await text(), state.written]).toEqual(['version 1', 1]);
    state.now = 5000;
    expect([await text(), state.written]).toEqual(['version 1', 1]);
    await turn();
    expect([await text(), state.written]).toEqual(['version 1', 2]);
  });

  it('is written again after a change, at once if it is older than a second', async () => {
    const { state, text } = asked();
    await text();
    Object.assign(state, { version: 2, now: 1000 });
    expect(await text()).toBe('version 2');
  });

  it('is sent a little longer after a change, and the next reader gets the next one', async () => {
    const { state, ask, text } = asked();
    await ask();
    Object.assign(state, { version: 2, now: 900 });
    expect([await text(), await text(), state.written]).toEqual(['version 1', 'version 1', 1]);
    while ((await text()) === 'version 1') await turn();
    expect([await text(), state.written]).toEqual(['version 2', 2]);
  });

  it('is not older than what its reader may have', async () => {
    const { answers, question, state, text } = asked();
    answers.renewKept(question);
    expect(state.written).toBe(0);
    await text();
    Object.assign(state, { version: 2, now: 100 });
    expect([await text(), await text(2)]).toEqual(['version 1', 'version 2']);
    state.version = 3;
    answers.renewKept(question);
    while ((await text()) === 'version 2') await turn();
    expect(await text()).toBe('version 3');
    // The one that is being written began before the last change.
    state.version = 4;
    const writing = text(4);
    state.version = 5;
    expect([await text(5), await writing]).toEqual(['version 5', 'version 4']);
  });

  it('is compressed for clients that read gzip, unless it is short', async () => {
    const written = (pieces: Buffer[]) =>
      writeAnswer({ isPacked: true, version: () => 1, collect: () => pieces });
    expect(await written([Buffer.from('short')])).toMatchObject({
      isPacked: false,
      bytes: Buffer.from('short'),
    });
    // Pieces that end within and at the end of a chunk, one that is longer, and an empty one.
    const pieces = [1, 131_071, 70_000, 300_000, 0, 1].map((length, at) => Buffer.alloc(length, String(at)));
    const { isPacked, bytes } = await written(pieces);
    expect(isPacked).toBe(true);
    expect(gunzipSync(bytes).equals(Buffer.concat(pieces))).toBe(true);
  });

  it('that cannot be written fails its readers, and is tried again', async () => {
    const answers = new Answers();
    const refuse = (): Buffer[] => {
      throw new Error('no');
    };
    const question = { key: 'all', isPacked: false, version: () => 1 };
    await expect(answers.answerFor({ ...question, collect: refuse })).rejects.toThrow('no');
    const collect = (): Buffer[] => [Buffer.from('yes')];
    expect((await answers.answerFor({ ...question, collect })).bytes.toString()).toBe('yes');
  });
});
