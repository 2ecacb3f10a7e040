import type { Command, Option } from 'commander';
import type { Client } from '../client.js';
import { ARGUMENTS, MOST, OPTIONS, type Source } from './sources.js';

/** A value that a shell may put into a command line: nothing that it would interpret, or a terminal obey. */
const SAFE = /^[\w.:@%+/-]{1,128}$/;

/** Where the last word of a command line stands. */
interface Place {
  readonly command: Command;
  /** The option whose value it is, if it is one. */
  readonly option: Option | undefined;
  /** How many arguments of the command precede it. */
  readonly position: number;
}

/** Returns the values that may complete the last of these words. */
export async function candidates(
  program: Command,
  words: readonly string[],
  connect: (server: GivenServer) => Client,
): Promise<string[]> {
  const begin = words.at(-1) ?? '';
  const { command, option, position } = placeOf(program, words.slice(0, -1));
  const choices = option?.argChoices;
  const source = choices === undefined ? sourceOf(command, option, position) : () => Promise.resolve(choices);
  if (source === undefined || begin.startsWith('-')) return [];
  const found = await source(connect(serverIn(words)), begin);
  return found
    .filter((value) => value !== null)
    .filter((value) => SAFE.test(value) && value.startsWith(begin))
    .slice(0, MOST);
}

function placeOf(program: Command, before: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let position = 0;
  for (const word of before) {
    if (option !== undefined) {
      option = undefined;
      continue;
    }
    if (word.startsWith('-')) {
      const found = optionsOf(command).find((each) => each.short === word || each.long === word);
      option = found !== undefined && (found.required || found.optional) ? found : undefined;
      continue;
    }
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) position += 1;
    else command = next;
  }
  return { command, option, position };
}

const optionsOf = (command: Command): readonly Option[] => [
  ...command.options,
  ...(command.parent === null ? [] : optionsOf(command.parent)),
];

function sourceOf(command: Command, option: Option | undefined, position: number): Source | undefined {
  if (option !== undefined) return OPTIONS[option.long ?? ''];
  const declared = command.registeredArguments;
  const argument = declared[position] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined);
  if (argument === undefined) return undefined;
  const isContext = command.parent?.name() === 'context';
  return argument.name() === 'name' && !isContext ? undefined : ARGUMENTS[argument.name()];
}

/** The server that a command line names. */
export interface GivenServer {
  readonly server?: string;
  readonly context?: string;
  readonly key?: string;
}

const NAMES: Readonly<Record<string, keyof GivenServer>> = {
  '-s': 'server',
  '--server': 'server',
  '--context': 'context',
  '-k': 'key',
  '--key': 'key',
};

/** Reads the server from the words before the last one. */
const serverIn = (words: readonly string[]): GivenServer =>
  Object.fromEntries(
    words
      .slice(0, -2)
      .flatMap((word, at) => (NAMES[word] === undefined ? [] : [[NAMES[word], words[at + 1]!]])),
  );
