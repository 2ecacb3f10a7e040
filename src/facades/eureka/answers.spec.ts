import { gunzipSync } from 'node:zlib';
import { Answers } from './answers.js';

/** The answers to one question, whose text is the version of what it is about. */
function asked() {
  const answers = new Answers();
  const state = { version: 1, now: 0, written: 0 };
  const ask = () =>
    answers.answerFor(
      'all',
      { version: () => state.version, longestMs: 5000 },
      () => {
        state.written += 1;
        return [Buffer.from('version '), Buffer.from(String(state.version))];
      },
      state.now,
    );
  const text = async (): Promise<string> => (await ask()).bytes.toString();
  return { state, ask, text };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('An answer of the registry', () => {
  it('is written once until something has changed, or it is too old', async () => {
    const { state, text } = asked();
    // Readers that come while it is written wait for the same.
    expect(await Promise.all([text(), text()])).toEqual(['version 1', 'version 1']);
    expect([await text(), state.written]).toEqual(['version 1', 1]);
    state.now = 5000;
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
    await (await ask()).compressBytes();
    Object.assign(state, { version: 2, now: 900 });
    expect([await text(), await text(), state.written]).toEqual(['version 1', 'version 1', 1]);
    while ((await text()) === 'version 1') await turn();
    expect([await text(), state.written]).toEqual(['version 2', 2]);
    const next = await ask();
    expect(next.isPacked).toBe(true);
    expect(gunzipSync(await next.compressBytes()).toString()).toBe('version 2');
  });

  it('that cannot be written fails its readers, and is tried again', async () => {
    const answers = new Answers();
    const refuse = (): Buffer[] => {
      throw new Error('no');
    };
    const validity = { version: () => 1 };
    await expect(answers.answerFor('all', validity, refuse)).rejects.toThrow('no');
    expect((await answers.answerFor('all', validity, () => [Buffer.from('yes')])).bytes.toString()).toBe(
      'yes',
    );
  });
});
