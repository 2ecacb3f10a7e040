import { SilenceWatch } from './silence-watch.js';

describe('The watch for silent sessions', () => {
  const watched = (slowedSince?: number) => {
    const [ping, excuseDelay] = [jest.fn(), jest.fn()];
    const watch = new SilenceWatch({ ping }, { slowedSince, excuseDelay });
    watch.excuseSilence(0);
    return { watch, ping, excuseDelay };
  };

  it('pings a silent worker once, and ends its session without an answer', () => {
    const { watch, ping } = watched();
    const results = [5999, 6000, 7000, 12_999, 13_000].map((now) => watch.checkSilence(now));
    expect(results).toEqual([undefined, undefined, undefined, undefined, 'silent']);
    expect(ping).toHaveBeenCalledTimes(1);
  });

  it('ends no session before its worker had time to answer', () => {
    const { watch, ping } = watched();
    expect(watch.checkSilence(60_000)).toBeUndefined();
    expect(ping).toHaveBeenCalledTimes(1);
    expect(watch.checkSilence(61_000)).toBe('silent');
  });

  it('ends a session that has sent too much for 10 s while heartbeats are accepted', () => {
    const { watch } = watched(1);
    watch.noteAccepted();
    expect(watch.checkSilence(10_001)).toBeUndefined();
    watch.noteAccepted();
    expect(watch.checkSilence(10_002)).toBe('flood');
  });

  it('blames no worker while the service accepts no heartbeats', () => {
    const { watch, ping, excuseDelay } = watched(1);
    expect(watch.checkSilence(60_000)).toBeUndefined();
    expect(excuseDelay).toHaveBeenCalledWith(60_000);
    expect(ping).toHaveBeenCalledTimes(1);
  });
});
