import { text } from 'node:stream/consumers';
import { EXIT, Failure } from './failure.js';

const ENTER = /[\r\n]/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const BACKSPACES: ReadonlySet<string> = new Set(['\b', '\x7f']);

/**
 * Reads a secret: from a prompt that shows nothing of it, or, without a terminal, all of standard input.
 * @returns the secret without surrounding spaces; empty if none is given
 */
export async function readSecret(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return (await text(stdin)).trim();
  stderr.write(prompt);
  stdin.setRawMode(true);
  try {
    let secret = '';
    for await (const chunk of stdin)
      for (const character of String(chunk)) {
        if (character === CTRL_C) throw new Failure('Interrupted', '', EXIT.interrupted);
        if (ENTER.test(character) || character === CTRL_D) return secret.trim();
        secret = BACKSPACES.has(character) ? secret.slice(0, -1) : secret + character;
      }
    return secret.trim();
  } finally {
    stdin.setRawMode(false);
    stderr.write('\n');
  }
}
