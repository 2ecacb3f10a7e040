import { spawnSync } from 'node:child_process';
import { bash, fish, zsh } from './completions.js';
import { createProgram } from './program.js';

/** Returns what bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const script = `
wr() { local IFS=,; [[ "$1,$2" == "complete,--" ]] && printf '%s\\n' "worker-1" "asked:\${*:3}"; }
${bash(createProgram())}
COMP_WORDS=(wr ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
_worker_registration; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe('The completion of bash', () => {
  it('offers commands, options, and names from the service', () => {
    expect(offered('dra')).toEqual(['drain']);
    expect(offered('drain', '--max')).toEqual(['--max-unavailable']);
    expect(offered('ops', 'und')).toEqual(['undo']);
    expect(offered('get', 'wor')).toEqual(['worker-1']);
    expect(offered('list', '--zone', 'asked')).toEqual(['asked:list,--zone,asked']);
  });
});

describe('The completions', () => {
  it.each([
    ['bash', bash],
    ['zsh', zsh],
    ['fish', fish],
  ])('of %s ask the program for values, under both of its names', (_, make) => {
    const script = make(createProgram());
    expect(script).toContain('complete -- ');
    expect(script).toMatch(/worker-registration.*\bwr\b|\bwr\b.*worker-registration/);
    expect(script).not.toContain("'complete')");
  });
});
