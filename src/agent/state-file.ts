import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isCredential } from './credential-file.js';

/** State that outlives a process, so that the next one is recognised as the same worker. */
export interface KeptState {
  readonly workerId: string;
  /** Of the process that registered last, or was about to. */
  readonly bootId: string;
  /** Whether its registration was answered. If not, it may still have been accepted, and only `bootId` proves it. */
  readonly answered: boolean;
  /** If `bootId` is that of a previous process: the bootId with which this one registers next. Never saved. */
  readonly nextBootId?: string;
  readonly id?: string;
  readonly accessToken?: string;
}

const VERSION = 1;

/** A file with the state of one worker, readable by its owner only and replaced atomically. */
export class StateFile {
  /** Of the processes that this one knows: itself and the previous one. */
  private readonly bootIds = new Set<string>();
  private warned = false;

  /** @param say logs what is wrong with the file */
  constructor(
    private readonly path: string,
    private readonly workerId: string,
    private readonly say: (message: string) => void,
  ) {}

  /** Returns undefined if there is no file. An unusable file is moved aside, never overwritten. */
  readState(): KeptState | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.say(`The state file ${this.path} cannot be read: ${(error as Error).message}`);
      }
      return undefined;
    }
    const state = parse(text);
    const fault =
      state === undefined
        ? 'is not a state file of this agent'
        : state.workerId === this.workerId
          ? undefined
          : `belongs to worker ${state.workerId}`;
    if (fault === undefined) {
      this.bootIds.add(state!.bootId);
      return state;
    }
    this.moveAside(fault);
    return undefined;
  }

  /** Replaces the file. A failure is logged and affects only the next start. */
  writeState({ nextBootId: _own, ...state }: KeptState): void {
    if (this.isOfAnother()) return;
    this.bootIds.add(state.bootId);
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      rmSync(temporary, { force: true });
      // Created exclusively: it has its mode from the first byte on, and follows no link.
      const file = openSync(temporary, 'wx', 0o600);
      try {
        writeSync(file, `${JSON.stringify({ version: VERSION, ...state }, undefined, 2)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.path);
    } catch (error) {
      drop(temporary);
      this.say(`The state file ${this.path} cannot be written: ${(error as Error).message}`);
    }
  }

  /** Whether another process registered as this worker with the same file; its token must not be lost. */
  private isOfAnother(): boolean {
    if (this.bootIds.size === 0) return false;
    let there: KeptState | undefined;
    try {
      there = parse(readFileSync(this.path, 'utf8'));
    } catch {
      return false;
    }
    const isOfAnother = there?.answered === true && !this.bootIds.has(there.bootId);
    if (isOfAnother && !this.warned)
      this.say(`The state file ${this.path} is used by another process; each worker needs a file of its own`);
    this.warned = isOfAnother;
    return isOfAnother;
  }

  private moveAside(fault: string): void {
    const aside = `${this.path}.unused-${Date.now()}`;
    try {
      renameSync(this.path, aside);
      this.say(`The state file ${this.path} ${fault}; it was moved to ${aside}`);
    } catch (error) {
      this.say(
        `The state file ${this.path} ${fault}, and cannot be moved aside: ${(error as Error).message}`,
      );
    }
  }
}

function drop(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It could not be created either, and that was logged.
  }
}

function parse(text: string): KeptState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, workerId, bootId, answered, id, accessToken } = value as Record<string, unknown>;
  if (version !== VERSION || typeof workerId !== 'string') return undefined;
  if (typeof bootId !== 'string' || typeof answered !== 'boolean') return undefined;
  return {
    workerId,
    bootId,
    answered,
    ...(typeof id === 'string' && { id }),
    ...(typeof accessToken === 'string' && isCredential(accessToken) && { accessToken }),
  };
}
