import { keysIn } from './keys.js';
import { BEGIN, footerOf, pressed, SORTS, type WatchState } from './state.js';

const WORKERS = ['w-0', 'w-1', 'w-2'];
const after = (sent: string, from: WatchState = BEGIN): WatchState =>
  keysIn(sent).reduce((state, key) => pressed(state, key, WORKERS), from);

describe('The keys of watch', () => {
  it.each([
    ['\x1b[A', ['up']],
    ['ab', ['a', 'b']],
    ['a\x1b[Bé', ['a', 'down', 'é']],
    ['\x1b', ['escape']],
    ['\x1b[99;5uq\x07', ['q']],
    ['x'.repeat(1000), Array.from({ length: 256 }, () => 'x')],
  ])('are read from the input of a terminal: %j', (sent, keys) => {
    expect(keysIn(sent)).toEqual(keys);
  });

  it('open views, and quit', () => {
    expect(after('z').view).toBe('zones');
    expect(after('wa').view).toBe('alerts');
    expect([after('q').end, after('/q').end, after('\x03').end]).toEqual(['quit', undefined, 'interrupted']);
  });

  it('filter and sort the workers', () => {
    const filtered = after('/gpu-x\x7f1\r');
    expect(filtered).toMatchObject({ view: 'workers', filter: 'gpu-1', typing: undefined });
    expect(after('\x1b', filtered).filter).toBe('');
    expect(SORTS[after('wss').sort]).toBe('-free');
    expect(footerOf(after('/gpu'))).toBe('Filter: gpu_   enter applies, esc leaves');
    expect(after(`/${'x'.repeat(200)}\r`).filter).toHaveLength(100);
  });

  it('select a worker, explain it, and give it an order only with a reason', () => {
    const selected = after('wjjjjk');
    expect(selected.row).toBe(1);
    expect(after('\r', selected).explains).toBe('w-1');
    const typing = after('d \r', selected);
    expect(typing.order).toBeUndefined();
    expect(footerOf(typing)).toContain('drain w-1, reason:');
    // The list changes its order meanwhile.
    const ordered = keysIn('CHG-77\r').reduce(
      (state, key) => pressed(state, key, ['w-2', 'w-0', 'w-1']),
      typing,
    );
    expect(ordered.order).toEqual({ kind: 'drain', reason: 'CHG-77', worker: 'w-1' });
    expect(pressed(after('w'), 'd', []).typing).toBeUndefined();
    expect(after('d').typing).toBeUndefined();
  });
});
