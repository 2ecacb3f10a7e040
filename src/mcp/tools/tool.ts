import type { z } from 'zod';
import type { Caller } from '../../identity/access/caller.js';
import type { Role } from '../../identity/roles.js';

/** What a tool answers: a text of ours, and data of which workers wrote parts. */
export interface ToolAnswer {
  readonly text: string;
  readonly data?: unknown;
  /** Whether it did not do what it was asked for. */
  readonly refused?: boolean;
}

/** One tool of the MCP server. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly role: Role;
  /** Whether it concerns the whole fleet, so that a key that is limited to a part of it may not use it. */
  readonly wholeFleet?: boolean;
  /** Whether it may change something; all others only read. */
  readonly changes?: boolean;
  run(input: never, caller: Caller): Promise<ToolAnswer>;
}

/** Declares a tool whose function takes what its schema accepts. */
export function tool<Input extends z.ZodObject>(
  declared: Omit<Tool, 'input' | 'run'> & {
    readonly input: Input;
    run(input: z.output<Input>, caller: Caller): Promise<ToolAnswer>;
  },
): Tool {
  return declared;
}
