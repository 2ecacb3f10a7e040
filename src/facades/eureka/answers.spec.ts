import { gunzipSync } from 'node:zlib';
import { Answers } from './answers.js';

/** The answers to one question, whose text is the version of what it is about. */
function asked() {
  const answers = new Answers();
  const state = { version: 1, now: 0, written: 0 };
  const ask = () =>
    answers.answerFor(
      'all',
      { version: state.version, longestMs: 5000 },
      () => {
        state.written += 1;
        return `version ${state.version}`;
      },
      state.now,
    );
  const text = (): string => ask().bytes.toString();
  return { state, ask, text };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('An answer of the registry', () => {
  it('is written once until something has changed, or it is too old', () => {
    const { state, text } = asked();
    expect([text(), text(), state.written]).toEqual(['version 1', 'version 1', 1]);
    state.now = 5000;
    expect([text(), state.written]).toEqual(['version 1', 2]);
  });

  it('is written again after a change, at once if it is older than a second', () => {
    const { state, text } = asked();
    text();
    Object.assign(state, { version: 2, now: 1000 });
    expect(text()).toBe('version 2');
  });

  it('is sent a little longer after a change, and the next reader gets the next one', async () => {
    const { state, ask, text } = asked();
    await ask().compressBytes();
    Object.assign(state, { version: 2, now: 900 });
    expect([text(), text(), state.written]).toEqual(['version 1', 'version 1', 1]);
    while (text() === 'version 1') await turn();
    expect([text(), state.written]).toEqual(['version 2', 2]);
    expect(gunzipSync(await ask().compressBytes()).toString()).toBe('version 2');
  });
});
