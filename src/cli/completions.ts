import { Help, type Command } from 'commander';

/** A command with the words that may follow it. */
interface Entry {
  /** The words of the command; empty for the program itself. */
  readonly path: string;
  readonly summary: string;
  readonly words: readonly { readonly word: string; readonly help: string; readonly takesValue?: boolean }[];
}

/** Commands that accept file names. */
const TAKE_FILES = ['import', 'register', 'agent'];

/** Reads commands and options from the program, so that no separate list can become outdated. */
function entriesOf(command: Command, path: readonly string[] = []): Entry[] {
  const { options } = command;
  const commands = new Help().visibleCommands(command).filter((each) => each.name() !== 'help');
  const words = [
    ...commands.map((each) => ({ word: each.name(), help: each.summary() })),
    ...options.map((each) => ({
      word: each.long ?? each.short!,
      help: each.description,
      takesValue: each.required || each.optional,
    })),
    { word: '--help', help: 'the help text' },
  ];
  const own = { path: path.join(' '), summary: command.summary(), words };
  return [own, ...commands.flatMap((each) => entriesOf(each, [...path, each.name()]))];
}

const cases = (program: Command): string =>
  entriesOf(program)
    .map(({ path, words }) => `    '${path}') words='${words.map(({ word }) => word).join(' ')}' ;;`)
    .join('\n');

/** Commands with a subcommand: two words, as in `keys create`. */
const nested = (program: Command): string =>
  program.commands
    .filter(({ commands }) => commands.length > 0)
    .map((each) => each.name())
    .join('|');

/** Asks the program for values of options and arguments; the shell knows commands and options itself. */
export const bash = (program: Command): string => `_worker_registration() {
  local path="" words="" current="\${COMP_WORDS[COMP_CWORD]}"
  if (( COMP_CWORD > 1 )); then path="\${COMP_WORDS[1]}"; fi
  case "$path" in ${nested(program)}) if (( COMP_CWORD > 2 )); then path="$path \${COMP_WORDS[2]}"; fi ;; esac
  case "$path" in
${cases(program)}
  esac
  if [[ "$path" != "" && "$current" != -* ]]; then
    words="$words $("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)"
  fi
  COMPREPLY=( $(compgen -W "$words" -- "$current") )
}
complete -o default -F _worker_registration worker-registration wr
`;

export const zsh = (program: Command): string => `#compdef worker-registration wr
_worker_registration() {
  local path_="" words_=""
  if (( CURRENT > 2 )); then path_="\${words[2]}"; fi
  case "$path_" in ${nested(program)}) if (( CURRENT > 3 )); then path_="$path_ \${words[3]}"; fi ;; esac
  case "$path_" in
${cases(program).replaceAll("words='", "words_='")}
  esac
  if [[ "$path_" != "" && "\${words[CURRENT]}" != -* ]]; then
    words_="$words_ $("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"
  fi
  compadd -- \${=words_}
  case "$path_" in ${TAKE_FILES.join('|')}) [[ "\${words[CURRENT]}" != -* ]] && _files ;; esac
}
if [[ "$funcstack[1]" = "_worker_registration" ]]; then _worker_registration "$@"; else compdef _worker_registration worker-registration wr; fi
`;

export const fish = (program: Command): string => {
  const lines = entriesOf(program).flatMap(({ path, words }) => {
    const names = path.split(' ').filter(Boolean);
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    const when = names.length === 0 ? '__fish_use_subcommand' : seen;
    return words.map(({ word, help, takesValue }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}${takesValue ? ' -r' : ''}` : `-f -a ${word}`;
      return `complete -c worker-registration -n '${when}' ${what} -d '${help.replaceAll("'", "\\'")}'`;
    });
  });
  const noFiles = `complete -c worker-registration -n 'not __fish_seen_subcommand_from ${TAKE_FILES.join(' ')}' -f`;
  const values = `complete -c worker-registration -n 'not __fish_use_subcommand' -a '(eval (commandline -opc)[1] complete -- (string escape -- (commandline -opc)[2..] (commandline -ct)) 2>/dev/null)'`;
  return `${[noFiles, ...lines, values, 'complete -c wr -w worker-registration'].join('\n')}\n`;
};
