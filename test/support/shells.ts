import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, type Binary } from './debian-program.js';

const run = promisify(execFile);

export type ShellName = 'bash' | 'zsh' | 'fish';

/** How a shell is found, and the program that writes what it offers for each line of $LINES_TO_COMPLETE. */
const SHELLS: Readonly<Record<ShellName, { packages: readonly string[][]; folder: string }>> = {
  bash: { packages: [['bash']], folder: 'bin' },
  zsh: { packages: [['zsh']], folder: 'bin' },
  fish: { packages: [['fish']], folder: 'usr/bin' },
};

/** Finds a shell. @throws Error that says why there is none */
export const findShell = (name: ShellName): Promise<Binary> =>
  findProgram({
    names: [name],
    ...SHELLS[name],
    remedy: `Install it (Debian, Ubuntu: apt-get install ${name}).`,
  });

/** Sources the script as bash-completion does, and calls the function that it registers. */
const BASH = `
source ./script
each() {
  [[ "$1" == *" " ]] && COMP_WORDS=($1 "") || COMP_WORDS=($1)
  COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); COMPREPLY=()
  "$(complete -p "\${COMP_WORDS[0]}" | sed 's/.* -F \\([^ ]*\\) .*/\\1/')"
  # As for \`complete -o default\`.
  (( \${#COMPREPLY[@]} )) || COMPREPLY=( $(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}") )
  printf '%s\\n' "== $1" "\${COMPREPLY[@]}"
}
while IFS= read -r line; do each "$line" >> ./offered; done <<< "$LINES_TO_COMPLETE" > ./offered
`;

/** Keeps what completion would add to the list, and reads the next line in place of a key. */
const ZSHRC = `
PS1= PS2=
autoload -Uz compinit && compinit -u -D
compadd() {
  local -a fit
  builtin compadd -O fit "$@"
  (( $#fit )) && print -rl -- $fit >> ./offered
  (( $#fit ))
}
zle -C offer complete-word _main_complete
zle-line-init() {
  local line
  for line in "\${(@f)LINES_TO_COMPLETE}"; do
    print -r -- "== $line" >> ./offered
    BUFFER=$line CURSOR=$#line
    zle offer
  done
  exit 0
}
zle -N zle-line-init
`;

/** Modules and functions of a zsh that is unpacked elsewhere than it was built for. */
const zshenv = (root: string): string => `
setopt no_global_rcs
module_path=(${root}/usr/lib/*/zsh/*(N) $module_path)
fpath=($PWD/functions ${root}/usr/share/zsh/functions/{,Completion/}*(/N) $fpath)
`;

const fishScript = (root: string): string => `
set -p fish_function_path ${root}/usr/share/fish/functions
source ./script
for line in (string split \\n -- $LINES_TO_COMPLETE)
  echo "== $line" >> ./offered
  complete -C "$line" | string replace -r '\\t.*' '' >> ./offered
end
exit 0
`;

/** Asks a shell, in which the script of the completion is installed, what it offers. */
export class CompletingShell {
  private constructor(
    private readonly name: ShellName,
    private readonly binary: Binary,
    private readonly folder: string,
  ) {}

  /**
   * @param script the completion, as the command line prints it
   * @param program text of the shell script that is called as `wr`
   */
  static async open(name: ShellName, script: string, program: string): Promise<CompletingShell> {
    const binary = await findShell(name);
    const folder = await mkdtemp(join(tmpdir(), `completing-${name}-`));
    const root =
      name === 'fish' ? dirname(dirname(dirname(binary.command))) : dirname(dirname(binary.command));
    await mkdir(join(folder, 'functions'));
    await Promise.all([
      writeFile(join(folder, 'script'), script),
      writeFile(join(folder, 'functions', '_worker-registration'), script),
      writeFile(join(folder, 'fleet.yaml'), ''),
      writeFile(join(folder, 'each.bash'), BASH),
      writeFile(join(folder, 'each.fish'), fishScript(root)),
      writeFile(join(folder, '.zshenv'), zshenv(root)),
      writeFile(join(folder, '.zshrc'), ZSHRC),
      writeFile(join(folder, 'wr'), `#!/bin/sh\n${program}\n`),
    ]);
    await chmod(join(folder, 'wr'), 0o755);
    return new CompletingShell(name, binary, folder);
  }

  /** Returns what it offers for each of these lines, of which the last word is unfinished. */
  async offered(lines: readonly string[]): Promise<Record<string, string[]>> {
    const env = {
      ...this.binary.env,
      PATH: `${this.folder}:${process.env['PATH'] ?? ''}`,
      HOME: this.folder,
      ZDOTDIR: this.folder,
      TERM: 'dumb',
      LINES_TO_COMPLETE: lines.join('\n'),
    };
    await rm(join(this.folder, 'offered'), { force: true });
    const [command, ...args] = this.started();
    await run(command!, args, { cwd: this.folder, env, timeout: 60_000 });
    const offered: Record<string, string[]> = {};
    for (const line of (await readFile(join(this.folder, 'offered'), 'utf8')).split('\n').filter(Boolean)) {
      if (line.startsWith('== ')) offered[line.slice(3)] = [];
      else Object.values(offered).at(-1)!.push(line);
    }
    // Files are looked for in several ways.
    const sorted = (values: string[]): string[] => [...new Set(values)].toSorted();
    return Object.fromEntries(Object.entries(offered).map(([line, values]) => [line, sorted(values)]));
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }

  private started(): string[] {
    const { command } = this.binary;
    if (this.name === 'fish') return [command, '--no-config', 'each.fish'];
    if (this.name === 'bash') return [command, '--norc', 'each.bash'];
    // It completes on a terminal only.
    return ['script', '-qec', `${command} -i`, '/dev/null'];
  }
}
