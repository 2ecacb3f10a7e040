import { Help, type Command, type Option } from 'commander';

/** An option with how a shell completes its value. */
interface Flag {
  readonly name: string;
  readonly short: string | undefined;
  readonly help: string;
  readonly value: 'none' | 'asked' | 'file';
}

/** A command with what may follow it. */
interface Entry {
  /** The words of the command; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly help: string }[];
  readonly flags: readonly Flag[];
}

/** Commands that accept file names. */
const TAKE_FILES = ['import', 'register', 'agent'];

const FILES = /<file>/;

const valueOf = ({ flags, required, optional }: Option): Flag['value'] =>
  FILES.test(flags) ? 'file' : required || optional ? 'asked' : 'none';

/** Reads commands and options from the program, so that no separate list can become outdated. */
function entriesOf(command: Command, path: readonly string[] = []): Entry[] {
  const commands = new Help().visibleCommands(command).filter((each) => each.name() !== 'help');
  const flags = command.options
    .filter(({ hidden }) => !hidden)
    .map(
      (each): Flag => ({ name: each.long!, short: each.short, help: each.description, value: valueOf(each) }),
    );
  const own: Entry = {
    path: path.join(' '),
    commands: commands.map((each) => ({ name: each.name(), help: each.summary() })),
    flags: [...flags, { name: '--help', short: '-h', help: 'the help text', value: 'none' }],
  };
  return [own, ...commands.flatMap((each) => entriesOf(each, [...path, each.name()]))];
}

/** What follows each command, as variables of a shell. */
const cases = (program: Command): string =>
  entriesOf(program)
    .map(({ path, commands, flags }) => {
      const subcommands = commands.map(({ name }) => name).join(' ');
      const options = flags.map(({ name }) => name).join(' ');
      const files = flags.some(({ value }) => value === 'file') || TAKE_FILES.includes(path) ? 'yes' : '';
      return `    '${path}') offered='${subcommands}' options='${options}' files='${files}' ;;`;
    })
    .join('\n');

/** Commands with a subcommand: two words, as in `keys create`. */
const nested = (program: Command): string[] =>
  program.commands.filter(({ commands }) => commands.length > 0).map((each) => each.name());

/**
 * Asks the program for values of options and arguments; the shell knows commands and options itself. Options are offered once
 * they are begun, or if nothing else can follow.
 */
export const bash = (program: Command): string => `_worker_registration() {
  local path="" offered="" options="" files="" current="\${COMP_WORDS[COMP_CWORD]}"
  if (( COMP_CWORD > 1 )); then path="\${COMP_WORDS[1]}"; fi
  case "$path" in ${nested(program).join('|')}) if (( COMP_CWORD > 2 )); then path="$path \${COMP_WORDS[2]}"; fi ;; esac
  case "$path" in
${cases(program)}
  esac
  if [[ "$current" == -* ]]; then
    offered="$options"
  elif [[ "$path" != "" ]]; then
    offered="$offered $("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)"
    if [[ "$offered" == " " && "$files" == "" ]]; then offered="$options"; fi
  fi
  COMPREPLY=( $(compgen -W "$offered" -- "$current") )
}
complete -o default -F _worker_registration worker-registration wr
`;

export const zsh = (program: Command): string => `#compdef worker-registration wr
_worker-registration() {
  local place="" offered="" options="" files="" current="\${words[CURRENT]}"
  if (( CURRENT > 2 )); then place="\${words[2]}"; fi
  case "$place" in ${nested(program).join('|')}) if (( CURRENT > 3 )); then place="$place \${words[3]}"; fi ;; esac
  case "$place" in
${cases(program)}
  esac
  if [[ "$current" == -* ]]; then
    offered="$options"
  elif [[ "$place" != "" ]]; then
    offered="$offered $("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"
    if [[ "$offered" == " " && "$files" == "" ]]; then offered="$options"; fi
  fi
  compadd -- \${=offered}
  if [[ "$files" != "" && "$current" != -* ]]; then _files; fi
}
if [[ "$funcstack[1]" == "_worker-registration" ]]; then _worker-registration "$@"; else compdef _worker-registration worker-registration wr; fi
`;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export const fish = (program: Command): string => {
  const lines = entriesOf(program).flatMap(({ path, commands, flags }) => {
    const line = (what: string, help: string): string =>
      `complete -c worker-registration -c wr -n ${quoted(`__worker_registration_at ${quoted(path)}`)} ${what} -d ${quoted(help)}`;
    return [
      ...commands.map(({ name, help }) => line(`-a ${name}`, help)),
      ...flags.map(({ name, short, help, value }) => {
        const names = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${name.slice(2)}`;
        return line(`${names}${FISH_VALUES[value]}`, help);
      }),
    ];
  });
  return `function __worker_registration_place
  set -l words (commandline -opc)[2..]
  set -l place "$words[1]"
  if contains -- "$place" ${nested(program).join(' ')}; and set -q words[2]
    set place "$place $words[2]"
  end
  echo -- $place
end
function __worker_registration_at
  test (__worker_registration_place) = "$argv[1]"
end
function __worker_registration_values
  set -l words (commandline -opc) (commandline -ct)
  $words[1] complete -- $words[2..] 2>/dev/null
end
complete -c worker-registration -c wr -n 'not contains -- (__worker_registration_place) ${TAKE_FILES.join(' ')}' -f
${lines.join('\n')}
complete -c worker-registration -c wr -n 'not __worker_registration_at ""' -a '(__worker_registration_values)'
`;
};

const FISH_VALUES: Readonly<Record<Flag['value'], string>> = {
  none: '',
  asked: ` -x -a '(__worker_registration_values)'`,
  file: ' -r -F',
};
